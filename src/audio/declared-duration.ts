import { WhisperBatchError } from '../errors.ts';
import { openAudioFile } from './audio-file.ts';
import { findFormat } from './audio-format.ts';
import { readCodedStream } from './coded-stream.ts';
import { openPlainSound } from './decode-plain.ts';

/**
 * The seconds that a file's header declares, without decoding anything; `undefined` where it does not say, and for
 * whatever is no readable audio.
 */
export async function declaredDuration(path: string): Promise<number | undefined> {
  try {
    return await readDeclaration(path);
  } catch (error) {
    if (error instanceof WhisperBatchError) return undefined;
    throw error;
  }
}

async function readDeclaration(path: string): Promise<number | undefined> {
  const file = await openAudioFile(path);
  try {
    const { format, firstByte } = await findFormat(file);
    if (format === undefined) return undefined;
    const sound = (await openPlainSound(file, format)) ?? (await readCodedStream(file, format, firstByte));
    return sound.declaredSeconds;
  } finally {
    await file.close();
  }
}
