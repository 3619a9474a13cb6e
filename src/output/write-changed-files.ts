import { readFile, stat } from 'node:fs/promises';
import { writeFilesAtomically, type TextFile } from './atomic-write.ts';

/**
 * Writes those files whole that do not hold their text already.
 *
 * @throws WhisperBatchError `OUTPUT_FAILED`
 */
export async function writeChangedFiles(files: readonly TextFile[]): Promise<void> {
  const changed: TextFile[] = [];
  for (const file of files) if (!(await holdsText(file))) changed.push(file);
  if (changed.length > 0) await writeFilesAtomically(changed);
}

// The size first: what stands there may be large, or a pipe.
async function holdsText({ path, text }: TextFile): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true || found.size !== Buffer.byteLength(text)) return false;
  return (await readFile(path, 'utf8').catch(() => undefined)) === text;
}
