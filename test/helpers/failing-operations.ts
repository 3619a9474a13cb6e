import fs, { promises, type PathLike } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { resolve, sep } from 'node:path';
import { Readable } from 'node:stream';

/** Which operation on files below a folder fails, and how. */
export interface FailurePlan {
  readonly folder: string;
  /** Number of the first that fails, from 1. */
  readonly first: number;
  readonly code: 'ENOSPC' | 'EIO' | 'EROFS';
  /** Whether all later ones that write fail too, as on a disk that stays full. */
  readonly lasts: boolean;
}

/** Operations that are counted, until they are restored. */
export interface FailingOperations {
  /** Names of those that were made, in order. */
  readonly made: string[];
  /** Name of the first that failed. */
  failed(): string | undefined;
  restore(): void;
}

const BY_PATH = [
  'access',
  'open',
  'rename',
  'rm',
  'rmdir',
  'stat',
  'mkdir',
  'readFile',
  'writeFile',
  'readdir',
  'link',
];
const BY_HANDLE = ['write', 'writeFile', 'appendFile', 'sync', 'datasync', 'stat', 'read', 'close'];
const WRITING = new Set(['open', 'rename', 'mkdir', 'writeFile', 'link', 'write', 'appendFile', 'sync', 'datasync']);

type AnyFunction = (...args: never[]) => unknown;

/** Lets the operations of this process on files below a folder fail as planned; others are not looked at. */
export function failOperations({ folder, first, code, lasts }: FailurePlan): FailingOperations {
  const made: string[] = [];
  let failed: string | undefined;
  const shallFail = (name: string): boolean => {
    made.push(name);
    const fails = made.length === first || (lasts && made.length > first && WRITING.has(name));
    if (fails) failed ??= name;
    return fails;
  };
  const error = (name: string) => Object.assign(new Error(`${code}: injected into ${name}`), { code });
  const isBelow = (path: unknown): boolean =>
    typeof path === 'string' && `${resolve(path)}${sep}`.startsWith(`${resolve(folder)}${sep}`);
  const watchHandle = (handle: FileHandle): FileHandle => {
    for (const name of BY_HANDLE) {
      const original = Reflect.get(handle, name) as AnyFunction;
      const replaced = async (...args: never[]): Promise<unknown> => {
        if (!shallFail(name)) return original.apply(handle, args);
        // As a disk that runs full does: a part is written.
        const [data] = args as unknown[];
        if (typeof data === 'string') await original.apply(handle, [data.slice(0, data.length / 2)] as never[]);
        if (name === 'close') await original.apply(handle, args);
        throw error(name);
      };
      Reflect.defineProperty(handle, name, { value: replaced, configurable: true });
    }
    return handle;
  };
  const originals = new Map<string, AnyFunction>(
    BY_PATH.map((name) => [name, Reflect.get(promises, name) as AnyFunction]),
  );
  for (const [name, original] of originals) {
    Reflect.set(promises, name, async (...args: never[]) => {
      if (!(args as unknown[]).slice(0, 2).some(isBelow)) return original(...args);
      if (shallFail(name)) throw error(name);
      const result = await original(...args);
      return name === 'open' ? watchHandle(result as FileHandle) : result;
    });
  }
  const { createReadStream } = fs;
  Reflect.set(fs, 'createReadStream', (path: PathLike, ...rest: never[]) => {
    if (!isBelow(path) || !shallFail('createReadStream')) return createReadStream(path, ...rest);
    return new Readable({ read: (): void => undefined }).destroy(error('createReadStream'));
  });
  syncBuiltinESMExports();
  return {
    made,
    failed: () => failed,
    restore: () => {
      for (const [name, original] of originals) Reflect.set(promises, name, original);
      Reflect.set(fs, 'createReadStream', createReadStream);
      syncBuiltinESMExports();
    },
  };
}
