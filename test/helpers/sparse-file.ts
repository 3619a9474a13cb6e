import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs';

/** Writes a file that takes no more room on the disk than its parts; what lies between and behind them is zeros. */
export function writeSparseFile(
  path: string,
  sizeBytes: number,
  parts: readonly (readonly [offset: number, bytes: Uint8Array])[],
): void {
  const file = openSync(path, 'w');
  ftruncateSync(file, sizeBytes);
  for (const [offset, bytes] of parts) writeSync(file, bytes, 0, undefined, offset);
  closeSync(file);
}
