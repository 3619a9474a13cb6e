import { readFileSync } from 'node:fs';

/** Where the system does not tell: more than most processors have. */
const ASSUMED_BYTES = 64 * 2 ** 20;

/** The largest cache of a core. */
export interface LastLevelCache {
  readonly bytes: number;
  /** Cores that share it. */
  readonly sharedBy: number;
}

/** Reads a small text file; `undefined` when there is none. */
type TextReader = (path: string) => string | undefined;

/** The last-level cache of the first core, as Linux describes it; elsewhere 64 MiB for each core are assumed. */
export function lastLevelCache(read: TextReader = readText): LastLevelCache {
  const folders = [0, 1, 2, 3, 4].map((index) => `/sys/devices/system/cpu/cpu0/cache/index${String(index)}`);
  const caches = folders.map((folder) => ({
    bytes: parseSize(read(`${folder}/size`)),
    sharedBy: countCores(read(`${folder}/shared_cpu_list`)),
  }));
  const largest = caches.reduce((found, cache) => (cache.bytes > found.bytes ? cache : found));
  return largest.bytes > 0 ? largest : { bytes: ASSUMED_BYTES, sharedBy: 1 };
}

// "32768K"
function parseSize(text: string | undefined): number {
  const [, number = '0', unit = ''] = /^(\d+)([KMG]?)/.exec(text ?? '') ?? [];
  return Number(number) * { '': 1, K: 2 ** 10, M: 2 ** 20, G: 2 ** 30 }[unit as '' | 'K' | 'M' | 'G'];
}

// "0-3,8-11"
function countCores(text: string | undefined): number {
  const ranges = (text ?? '').trim().split(',');
  const counts = ranges.map((range) => {
    const [first = NaN, last = first] = range.split('-').map(Number);
    return last - first + 1;
  });
  const count = counts.reduce((sum, cores) => sum + cores, 0);
  return count >= 1 ? count : 1;
}

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // Not Linux, or fewer caches.
    return undefined;
  }
}
