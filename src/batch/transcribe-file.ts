import type { AudioSource } from '../audio/audio-source.ts';
import type { AudioWindow, RecordingSummary, WindowPlan } from '../audio/audio-window.ts';
import type { SpeechDetector } from '../audio/speech-detector.ts';
import { recordingSeconds } from '../audio/window-timeline.ts';
import type { Clock } from '../clock.ts';
import type { DecodedWindow, WindowTimings } from '../decode/window-decoder.ts';
import { toErrorRecord, WhisperBatchError } from '../errors.ts';
import type { FileOutcome, FileTimings } from '../metrics/outcome.ts';
import { stitchWindows } from '../stitch/stitch-windows.ts';
import { windowPlace, type TranscriptReader, type WindowPlace } from './read-transcript.ts';
import type { WindowQueue } from './window-queue.ts';

/** What all files of a run share. */
export interface FileContext {
  readonly plan: WindowPlan;
  readonly queue: WindowQueue;
  readonly readTranscript: TranscriptReader;
  readonly clock: Clock;
  /** Once aborted, no further window is read. */
  readonly signal: AbortSignal;
  /** Told the length of every recording that is read to its end. */
  readonly onRead: (audioSeconds: number) => void;
  /** Told the seconds of new audio in every window that is decoded. */
  readonly onWindow: (audioSeconds: number) => void;
  /** Gives what finds speech in one recording; without it all audio is transcribed. */
  readonly createDetector?: () => SpeechDetector;
  /** When the model was opened, on the same clock: reading may begin before, but waiting for it is no latency. */
  readonly modelReadyAt?: () => number;
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
  const startedAt = context.clock();
  const windows: Promise<WindowResult>[] = [];
  const summary = await handOverWindows(source, context, windows).catch(toErrorRecord);
  return { outcome: settleFile({ source, startedAt, summary, windows }, context) };
}

interface WindowResult {
  readonly place: WindowPlace;
  readonly decoded: DecodedWindow;
  /** From being read until a worker took it. */
  readonly waitSeconds: number;
}

interface OpenFile {
  readonly source: AudioSource;
  readonly startedAt: number;
  readonly summary: RecordingSummary | ReturnType<typeof toErrorRecord>;
  readonly windows: readonly Promise<WindowResult>[];
}

async function handOverWindows(
  source: AudioSource,
  { plan, queue, signal, onRead, onWindow, createDetector }: FileContext,
  windows: Promise<WindowResult>[],
): Promise<RecordingSummary> {
  // Loaded now, while workers start: decoders and filters are a fifth of all that the main thread loads.
  const { readWindows } = await import('../audio/read-windows.ts');
  const reader = readWindows(source.path, plan, createDetector?.());
  try {
    for (let next = await reader.next(); ; next = await reader.next()) {
      if (next.done) {
        onRead(next.value.durationSeconds);
        return next.value;
      }
      await queue.hasRoom();
      if (signal.aborted) throw cancelled();
      windows.push(transcribeWindow(next.value, queue, onWindow));
      // Looked at when the file is settled; a window that fails before that is not an unhandled rejection.
      windows.at(-1)?.catch(() => undefined);
    }
  } finally {
    await reader.return(undefined as never);
  }
}

async function transcribeWindow(
  window: AudioWindow,
  queue: WindowQueue,
  onWindow: FileContext['onWindow'],
): Promise<WindowResult> {
  const place = windowPlace(window);
  const result = await queue.transcribe(window.samples);
  const endSeconds = recordingSeconds(place, place.durationSeconds, 'end');
  onWindow(endSeconds - recordingSeconds(place, place.overlapSeconds, 'start'));
  return { place, ...result };
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
  { source, startedAt }: OpenFile,
  summary: RecordingSummary,
  windows: readonly WindowResult[],
  { readTranscript, clock, modelReadyAt = () => startedAt }: FileContext,
): FileOutcome {
  const { durationSeconds, skippedSeconds, sampleRateHz, channelCount, warnings } = summary;
  const detokenizeStartedAt = clock();
  const texts = windows.map(({ place, decoded }) => readTranscript(place, decoded));
  const transcript = stitchWindows(texts, durationSeconds);
  const finishedAt = clock();
  const readSeconds = summary.loadSeconds + summary.planSeconds;
  const modelWaitSeconds = Math.max(0, modelReadyAt() - startedAt - readSeconds);
  const timings: FileTimings = {
    ...modelTimings(windows),
    loadSeconds: summary.loadSeconds,
    preprocessSeconds: summary.planSeconds,
    detokenizeSeconds: finishedAt - detokenizeStartedAt,
    endToEndSeconds: finishedAt - startedAt - modelWaitSeconds,
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
    warnings,
  };
}

// Each run of the decoder gives a token or the end token.
function countRows({ tokens, reachedTokenLimit }: DecodedWindow): number {
  return tokens.length + (reachedTokenLimit ? 0 : 1);
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
