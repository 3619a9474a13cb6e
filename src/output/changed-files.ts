import { readFileSync, statSync } from 'node:fs';
import type { TextFile } from './atomic-write.ts';

/** Those files that do not hold their text already. */
export function changedFiles(files: readonly TextFile[]): TextFile[] {
  return files.filter((file) => !holdsText(file));
}

// Without waiting in turn for each: of ten thousand finished files, asynchronous calls take 2 s more of CPU time. The
// size first: what stands there may be large, or a pipe.
function holdsText({ path, text }: TextFile): boolean {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found?.isFile() !== true || found.size !== Buffer.byteLength(text)) return false;
    return readFileSync(path, 'utf8') === text;
  } catch {
    // Writing it tells what is wrong.
    return false;
  }
}
