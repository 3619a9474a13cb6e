import type { AudioSource } from '../audio/audio-source.ts';
import { fromErrorRecord } from '../errors.ts';
import type { FileOutcome } from '../metrics/outcome.ts';
import { refusedOutcome } from './refused-outcome.ts';
import { readFile, type FileContext } from './transcribe-file.ts';

/** Told how a batch goes on. */
export interface BatchListener {
  /** Told of every recording that is read to its end its seconds, without what an earlier run has decoded. */
  readonly fileRead?: (audioSeconds: number) => void;
  /** Told the seconds of new audio in every window that is decoded. */
  readonly windowDone?: (audioSeconds: number) => void;
  /** Told of every file as it is finished, in the order they finish. */
  readonly fileDone?: (outcome: FileOutcome) => void | Promise<void>;
  /** What of a finished file is kept to be given in the end, after `fileDone`; default all of it. */
  readonly retain?: (outcome: FileOutcome) => FileOutcome;
}

/**
 * Transcribes files and gives their outcomes in input order.
 *
 * Files are read one after the other and decoded side by side. After the signal is aborted, files that were not
 * finished have no outcome. What the listener throws ends the batch, but for `OUTPUT_REFUSED`, which fails the file.
 */
export async function transcribeBatch(
  sources: readonly AudioSource[],
  context: Omit<FileContext, 'onRead' | 'onWindow'>,
  { fileRead = () => undefined, windowDone = () => undefined, ...listener }: BatchListener,
): Promise<FileOutcome[]> {
  const outcomes: Promise<FileOutcome | undefined>[] = [];
  const listenerFailure = new AbortController();
  const signal = AbortSignal.any([context.signal, listenerFailure.signal]);
  for (const source of sources) {
    if (signal.aborted) break;
    const { outcome } = await readFile(source, { ...context, signal, onRead: fileRead, onWindow: windowDone });
    const reported = outcome.then((finished) => report(finished, listener));
    outcomes.push(reported);
    // Thrown below; until then it is not an unhandled rejection, and nothing further is read.
    reported.catch(() => listenerFailure.abort());
  }
  // Also when one of them ends the batch: what the others are writing belongs to it.
  await Promise.allSettled(outcomes);
  return (await Promise.all(outcomes)).filter((outcome) => outcome !== undefined);
}

async function report(
  outcome: FileOutcome,
  { fileDone, retain = (whole) => whole }: Pick<BatchListener, 'fileDone' | 'retain'>,
): Promise<FileOutcome | undefined> {
  if (outcome.kind === 'failed' && outcome.error.code === 'CANCELLED') return undefined;
  // What cannot be written is no fault of the audio: it would befall every file.
  if (outcome.kind === 'failed' && outcome.error.code === 'OUTPUT_FAILED') throw fromErrorRecord(outcome.error);
  try {
    await fileDone?.(outcome);
    return retain(outcome);
  } catch (error) {
    const refused = refusedOutcome(outcome.source, error);
    await fileDone?.(refused);
    return retain(refused);
  }
}
