import type { AudioSource } from '../audio/audio-source.ts';
import type { AudioWindow, RecordingSummary, WindowPlan } from '../audio/audio-window.ts';
import type { SpeechDetector } from '../audio/speech-detector.ts';
import { recordingSeconds } from '../audio/window-timeline.ts';
import type { Clock } from '../clock.ts';
import type { DecodedWindow, WindowTimings } from '../decode/window-job.ts';
import type { LanguageQuestion } from '../decode/window-language.ts';
import { toErrorRecord, WhisperBatchError } from '../errors.ts';
import type { FileOutcome, FileTimings, TranscribedFile } from '../metrics/outcome.ts';
import { stitchWindows } from '../stitch/stitch-windows.ts';
import { describeQuality } from './describe-quality.ts';
import { NO_MEMORY, type FileMemory } from './file-memory.ts';
import { windowPlace, type TranscriptReader, type WindowPlace } from './read-transcript.ts';
import { RecordingLanguage, type LanguageChoice } from './recording-language.ts';
import type { QueuedResult, WindowQueue } from './window-queue.ts';

/** What all files of a run share. */
export interface FileContext {
  readonly plan: WindowPlan;
  /** Longest recording that is read; default 12 hours. */
  readonly maxDurationSeconds?: number;
  readonly language: LanguageChoice;
  readonly queue: WindowQueue;
  readonly readTranscript: TranscriptReader;
  readonly clock: Clock;
  /** Once aborted, no further window is read. */
  readonly signal: AbortSignal;
  /** Told of every recording that is read to its end how long it is without what an earlier run has decoded. */
  readonly onRead: (audioSeconds: number) => void;
  /** Told the seconds of new audio in every window that is decoded. */
  readonly onWindow: (audioSeconds: number) => void;
  /** Gives what finds speech in one recording; without it all audio is transcribed. */
  readonly createDetector?: () => SpeechDetector;
  /** When the model was opened, on the same clock: reading may begin before, but waiting for it is no latency. */
  readonly modelReadyAt?: () => number;
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
  const file = { source, memory, language, startedAt: context.clock(), windows: [] };
  const summary = await handOverWindows(file, context).catch(toErrorRecord);
  return { outcome: settleFile({ ...file, summary }, context) };
}

interface WindowResult extends QueuedResult {
  readonly place: WindowPlace;
  /** Whether an earlier run decoded it. */
  readonly isTakenOver: boolean;
}

interface FileBeingRead {
  readonly source: AudioSource;
  readonly memory: FileMemory;
  readonly language: RecordingLanguage;
  readonly startedAt: number;
  readonly windows: Promise<WindowResult>[];
}

interface OpenFile extends FileBeingRead {
  readonly summary: RecordingSummary | ReturnType<typeof toErrorRecord>;
}

async function handOverWindows(file: FileBeingRead, context: FileContext): Promise<RecordingSummary> {
  const { plan, maxDurationSeconds, queue, signal, onRead, createDetector } = context;
  const { source, language, windows } = file;
  const unwritten = new AbortController();
  let knownSeconds = 0;
  // Loaded now, while workers start: decoders and filters are a fifth of all that the main thread loads.
  const { readWindows } = await import('../audio/read-windows.ts');
  const reader = readWindows(source.path, plan, { detector: createDetector?.(), mostSeconds: maxDurationSeconds });
  try {
    for (let next = await reader.next(); ; next = await reader.next()) {
      if (next.done) {
        onRead(next.value.durationSeconds - knownSeconds);
        return next.value;
      }
      const index = windows.length;
      const known = recallWindow(next.value, file);
      if (known === undefined) await queue.hasRoom();
      else knownSeconds += newAudioSeconds(windowPlace(next.value));
      if (signal.aborted) throw cancelled();
      // The run ends; the rest of the file would be decoded for nothing.
      unwritten.signal.throwIfAborted();
      windows.push(known ?? transcribeWindow(next.value, language.question(index), file, context));
      // Looked at when the file is settled; a window that fails before that is not an unhandled rejection.
      windows.at(-1)?.catch((error: unknown) => {
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
  { memory, language, windows }: FileBeingRead,
): Promise<WindowResult> | undefined {
  const place = windowPlace(window);
  const result = memory.find(place);
  if (result) language.recall(windows.length, result.decoded);
  return result && Promise.resolve({ ...result, place, isTakenOver: true });
}

async function transcribeWindow(
  window: AudioWindow,
  question: LanguageQuestion | undefined,
  { memory, startedAt }: FileBeingRead,
  { queue, clock, onWindow, modelReadyAt = () => startedAt }: FileContext,
): Promise<WindowResult> {
  const place = windowPlace(window);
  const keep = (result: QueuedResult): Promise<void> => {
    const seconds = clock() - Math.max(startedAt, modelReadyAt());
    return memory.keep({ place, result, elapsedSeconds: memory.earlierSeconds + seconds });
  };
  const result = await queue.transcribe(window.samples, { question, keep });
  onWindow(newAudioSeconds(place));
  return { ...result, place, isTakenOver: false };
}

function newAudioSeconds(place: WindowPlace): number {
  const endSeconds = recordingSeconds(place, place.durationSeconds, 'end');
  return endSeconds - recordingSeconds(place, place.overlapSeconds, 'start');
}

async function settleFile(file: OpenFile, context: FileContext): Promise<FileOutcome> {
  const { source, summary } = file;
  try {
    await Promise.allSettled(file.windows);
    if ('code' in summary) return { kind: 'failed', source, error: summary };
    return transcribed(file, summary, await Promise.all(file.windows), context);
  } catch (error) {
    return { kind: 'failed', source, error: toErrorRecord(error) };
  }
}

function transcribed(
  { source, startedAt, memory, language }: OpenFile,
  summary: RecordingSummary,
  windows: readonly WindowResult[],
  { readTranscript, clock, modelReadyAt = () => startedAt }: FileContext,
): FileOutcome {
  const { durationSeconds, skippedSeconds, sampleRateHz, channelCount, warnings } = summary;
  const detokenizeStartedAt = clock();
  const texts = windows.map(({ place, decoded }) => readTranscript(place, decoded));
  const spoken = language.spoken(windows.map(({ decoded }) => decoded));
  const transcript = { ...stitchWindows(texts, durationSeconds), ...(spoken ? { language: spoken } : {}) };
  const finishedAt = clock();
  const readSeconds = summary.loadSeconds + summary.planSeconds;
  const modelWaitSeconds = Math.max(0, modelReadyAt() - startedAt - readSeconds);
  const timings: FileTimings = {
    ...modelTimings(windows),
    loadSeconds: summary.loadSeconds,
    preprocessSeconds: summary.planSeconds,
    detokenizeSeconds: finishedAt - detokenizeStartedAt,
    endToEndSeconds: memory.earlierSeconds + finishedAt - startedAt - modelWaitSeconds,
  };
  const windowCount = windows.length;
  return {
    kind: 'transcribed',
    source,
    durationSeconds,
    skippedSeconds,
    sampleRateHz,
    channelCount,
    windowCount,
    decoderRows: windows.reduce((rows, { decoded }) => rows + countRows(decoded), 0),
    transcript,
    timings,
    warnings: [...warnings, ...texts.flatMap(describeQuality)],
    ...takenOverPart(windows),
  };
}

function takenOverPart(windows: readonly WindowResult[]): Pick<TranscribedFile, 'takenOver'> {
  const takenOver = windows.filter(({ isTakenOver }) => isTakenOver);
  if (takenOver.length === 0) return {};
  const audioSeconds = takenOver.reduce((seconds, { place }) => seconds + newAudioSeconds(place), 0);
  return { takenOver: { audioSeconds, windowCount: takenOver.length } };
}

// Each run of the decoder gives a token or the end token; end tokens of attempts that were not kept are left out.
function countRows({ tokens, reachedTokenLimit, quality }: DecodedWindow): number {
  const discarded = (quality?.discarded ?? []).reduce((sum, { tokenCount }) => sum + tokenCount, 0);
  return tokens.length + (reachedTokenLimit ? 0 : 1) + discarded;
}

function modelTimings(windows: readonly WindowResult[]): Required<Pick<FileTimings, keyof WindowTimings>> {
  const sum = (key: keyof WindowTimings) => windows.reduce((total, { decoded }) => total + decoded.timings[key], 0);
  const waitSeconds = windows.reduce((total, window) => total + window.waitSeconds, 0);
  return {
    queueSeconds: waitSeconds + sum('queueSeconds'),
    encodeSeconds: sum('encodeSeconds'),
    decoderSeconds: sum('decoderSeconds'),
    decoderSteps: sum('decoderSteps'),
  };
}

function cancelled(): WhisperBatchError {
  return new WhisperBatchError('CANCELLED', 'The run was cancelled before this file was finished.', '');
}
