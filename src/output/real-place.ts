import { readlinkSync, realpathSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';

/** What a process has open; a link that lies there is no place of its own. */
const OPEN_FILES = /^\/(proc|dev\/fd)\//u;
/** Linux follows as many. */
const MOST_LINKS = 40;

/** Where a path leads once links are followed, also where no file is yet; a path into `/proc` ends there. */
export function realPlace(path: string, mostLinks = MOST_LINKS): string {
  const folder = realFolder(dirname(path), mostLinks);
  const place = join(folder, basename(path));
  const target = isOpenFile(place) || mostLinks === 0 ? undefined : attempt(() => readlinkSync(place));
  return target === undefined ? place : realPlace(resolve(folder, target), mostLinks - 1);
}

/** Whether a place stands for what a process has open, such as its standard output. */
export function isOpenFile(place: string): boolean {
  return OPEN_FILES.test(place);
}

/** The number under which this process has open what a place stands for. */
export function ownDescriptor(place: string): number | undefined {
  const [, owner, descriptor] = /^\/(?:proc\/(\d+)|dev)\/fd\/(\d+)$/u.exec(place) ?? [];
  return descriptor !== undefined && Number(owner ?? process.pid) === process.pid ? Number(descriptor) : undefined;
}

function realFolder(folder: string, mostLinks: number): string {
  return attempt(() => realpathSync(folder)) ?? realPlace(folder, mostLinks);
}

function attempt<Value>(read: () => Value): Value | undefined {
  try {
    return read();
  } catch {
    // No link, or nothing there.
    return undefined;
  }
}
