import type { AudioSource } from '../audio/audio-source.ts';
import type { AudioWindow, RecordingSummary, WindowPlan } from '../audio/audio-window.ts';
import type { SpeechDetector } from '../audio/speech-detector.ts';
import { isGuess, type LanguageQuestion } from '../decode/window-language.ts';
import { toErrorRecord, WhisperBatchError } from '../errors.ts';
import type { FileOutcome } from '../metrics/outcome.ts';
import { NO_MEMORY, type FileMemory } from './file-memory.ts';
import type { BetweenContext } from './hear-between.ts';
import { newAudioSeconds, windowPlace, type WindowPlace } from './read-transcript.ts';
import { RecordingLanguage, type LanguageChoice } from './recording-language.ts';
import { settleFile, type OpenFile, type SettlingContext, type WindowResult } from './settle-file.ts';
import { WindowChain } from './window-chain.ts';
import type { QueuedResult, WindowQueue } from './window-queue.ts';

/** What all files of a run share. */
export interface FileContext extends SettlingContext {
  readonly plan: WindowPlan;
  /** Longest recording that is read; default 12 hours. */
  readonly maxDurationSeconds?: number;
  readonly language: LanguageChoice;
  readonly queue: WindowQueue;
  /** Whether a further window is heard where two that overlap have no words in common; not by default. */
  readonly hearsAgain?: boolean;
  /** Once aborted, no further window is read. */
  readonly signal: AbortSignal;
  /** Told of every recording that is read to its end how long it is without what an earlier run has decoded. */
  readonly onRead: (audioSeconds: number) => void;
  /** Told the seconds of new audio in every window that is decoded. */
  readonly onWindow: (audioSeconds: number) => void;
  /** Gives what finds speech in one recording; without it all audio is transcribed. */
  readonly createDetector?: () => SpeechDetector;
  /** What is known from one run to the next; without it nothing is. */
  readonly openMemory?: (source: AudioSource) => Promise<FileMemory>;
}

/** A file whose audio has been read; its windows may still be under way. */
export interface ReadFile {
  readonly outcome: Promise<FileOutcome>;
}

/**
 * Reads one file and hands its windows over; resolves once the file is read, so that the next one can be.
 *
 * Nothing that a file meets is thrown: it becomes a failed outcome.
 */
export async function readFile(source: AudioSource, context: FileContext): Promise<ReadFile> {
  const memory = (await context.openMemory?.(source)) ?? NO_MEMORY;
  const language = new RecordingLanguage(context.language);
  const file = { source, memory, language, startedAt: context.clock() };
  const chain = new WindowChain(context.hearsAgain ? betweenContext(file, context) : undefined);
  const summary = await handOverWindows({ ...file, chain }, context).catch(toErrorRecord);
  chain.end();
  return { outcome: settleFile({ ...file, windows: chain.results, summary }, context) };
}

interface FileBeingRead extends Omit<OpenFile, 'summary' | 'windows'> {
  readonly memory: FileMemory;
  readonly language: RecordingLanguage;
  readonly chain: WindowChain;
}

function betweenContext(
  { memory, language, startedAt }: Omit<FileBeingRead, 'chain'>,
  context: FileContext,
): Omit<BetweenContext, 'earlier'> {
  const { plan, readTranscript } = context;
  return {
    windowSeconds: plan.windowSeconds,
    readTranscript,
    hear: async (window) => {
      const place = windowPlace(window);
      const known = memory.find(place);
      if (known) return { ...known, place, isTakenOver: true };
      const options = { languageToken: language.toldToken, keep: keeper(place, { memory, startedAt }, context) };
      return { ...(await context.queue.transcribe(window.samples, options)), place, isTakenOver: false };
    },
  };
}

async function handOverWindows(file: FileBeingRead, context: FileContext): Promise<RecordingSummary> {
  const { plan, maxDurationSeconds, queue, signal, onRead, createDetector } = context;
  const { source, language, chain } = file;
  const unwritten = new AbortController();
  let knownSeconds = 0;
  // Loaded now, while workers start: decoders and filters are a fifth of all that the main thread loads.
  const { readWindows } = await import('../audio/read-windows.ts');
  const detector = createDetector?.();
  const reader = readWindows(source.path, plan, { detector, mostSeconds: maxDurationSeconds, signal });
  try {
    for (let next = await reader.next(); ; next = await reader.next()) {
      if (next.done) {
        onRead(next.value.durationSeconds - knownSeconds);
        return next.value;
      }
      const { index } = next.value;
      const newSeconds = newAudioSeconds(windowPlace(next.value));
      const known = recallWindow(next.value, file, queue);
      if (known === undefined) await queue.hasRoom();
      else knownSeconds += newSeconds;
      if (signal.aborted) throw cancelled();
      // The run ends; the rest of the file would be decoded for nothing.
      unwritten.signal.throwIfAborted();
      const result = known ?? transcribeWindow(next.value, language.question(index), file, context);
      chain.add({ window: next.value, result });
      result.catch((error: unknown) => {
        language.giveUp(index);
        if (toErrorRecord(error).code === 'OUTPUT_FAILED') unwritten.abort(error);
      });
    }
  } finally {
    await reader.return(undefined as never);
  }
}

function recallWindow(
  window: AudioWindow,
  { memory, language }: FileBeingRead,
  queue: WindowQueue,
): Promise<WindowResult> | undefined {
  const place = windowPlace(window);
  const result = memory.find(place);
  if (!result) return undefined;
  language.recall(window.index, result.decoded);
  return Promise.resolve({ ...result, ...secondHearing(window, result, queue), place, isTakenOver: true });
}

async function transcribeWindow(
  window: AudioWindow,
  question: LanguageQuestion | undefined,
  file: FileBeingRead,
  context: FileContext,
): Promise<WindowResult> {
  const { queue, onWindow } = context;
  const place = windowPlace(window);
  const result = await queue.transcribe(window.samples, { question, keep: keeper(place, file, context) });
  onWindow(newAudioSeconds(place));
  return { ...result, ...secondHearing(window, result, queue), place, isTakenOver: false };
}

/** Keeps the result of a window for a run after this one. */
function keeper(
  place: WindowPlace,
  { memory, startedAt }: Pick<FileBeingRead, 'memory' | 'startedAt'>,
  { clock, modelReadyAt = () => startedAt }: FileContext,
): (result: QueuedResult) => Promise<void> {
  return (result) => {
    const seconds = clock() - Math.max(startedAt, modelReadyAt());
    return memory.keep({ place, result, elapsedSeconds: memory.earlierSeconds + seconds });
  };
}

// Where its language was only guessed, another window may tell that of the recording.
function secondHearing(
  { samples }: AudioWindow,
  { decoded }: QueuedResult,
  queue: WindowQueue,
): Pick<WindowResult, 'decodeIn'> {
  if (!decoded.language || !isGuess(decoded.language) || decoded.tokens.length === 0) return {};
  return { decodeIn: (languageToken) => queue.transcribe(samples, { languageToken }) };
}

function cancelled(): WhisperBatchError {
  return new WhisperBatchError('CANCELLED', 'The run was cancelled before this file was finished.', '');
}
