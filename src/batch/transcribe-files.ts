import { discoverAudioFiles } from '../audio/discover-audio.ts';
import type { FileOutcome } from '../metrics/outcome.ts';
import type { BatchListener } from './transcribe-batch.ts';
import { expectWindows } from './expect-windows.ts';
import { createTranscriber, type TranscriberOptions } from './transcriber.ts';

/** Settings of a transcriber, and who is told how the files go on. */
export interface TranscribeFilesOptions extends TranscriberOptions, BatchListener {}

/**
 * Transcribes files, folders and globs with a model that is opened for them and closed afterwards; gives the outcomes
 * in the order the files were found. To transcribe more than once, keep a {@link createTranscriber} open.
 *
 * @throws RangeError for a number that makes no sense, such as 0 workers
 * @throws WhisperBatchError `USAGE`, `NO_AUDIO_FOUND`, `MODEL_…`, `COMPILE_FAILED`, `WORKER_FAILED`
 */
export async function transcribeFiles(
  paths: readonly string[],
  options: TranscribeFilesOptions = {},
): Promise<FileOutcome[]> {
  const sources = await discoverAudioFiles(paths, options.onNotice);
  const expectedWindows = await expectWindows(sources, options);
  const transcriber = await createTranscriber({ expectedWindows, ...options });
  try {
    return await transcriber.transcribe(sources, options);
  } finally {
    await transcriber.close();
  }
}
