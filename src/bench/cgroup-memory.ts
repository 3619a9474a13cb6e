import { join } from 'node:path';
import { groupFolders, readText, type TextReader } from '../batch/control-groups.ts';

/** Looks at the memory of the control group until it is stopped. */
export interface CgroupWatch {
  /** Ends it and gives the highest number of bytes seen; `undefined` where the system does not tell. */
  readonly stop: () => number | undefined;
}

const LOOK_MS = 100;

/**
 * Starts to look at the memory of this process's control group (Linux cgroup v1 and v2), ten times a second.
 *
 * The kernel's own high-water mark is that of the whole life of the group: after one large run it says the same of all
 * smaller ones.
 */
export function watchCgroupMemory(read: TextReader = readText): CgroupWatch {
  const path = memoryFiles(read).find((file) => bytesIn(file, read) !== undefined);
  let peak: number | undefined;
  const look = (): void => {
    const bytes = path === undefined ? undefined : bytesIn(path, read);
    if (bytes !== undefined) peak = Math.max(peak ?? 0, bytes);
  };
  look();
  const timer = setInterval(look, LOOK_MS).unref();
  return {
    stop: () => {
      clearInterval(timer);
      return peak;
    },
  };
}

function memoryFiles(read: TextReader): string[] {
  return groupFolders('memory', read).flatMap(({ version, folders }) => {
    const file = version === 2 ? 'memory.current' : 'memory.usage_in_bytes';
    // The group itself, else the root of the mount: inside a container that is the group.
    return [folders.at(0), folders.at(-1)].map((folder) => join(folder ?? '/', file));
  });
}

function bytesIn(path: string, read: TextReader): number | undefined {
  const bytes = Number(read(path) ?? NaN);
  return bytes > 0 ? bytes : undefined;
}
