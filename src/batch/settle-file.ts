import type { AudioSource } from '../audio/audio-source.ts';
import type { RecordingSummary } from '../audio/audio-window.ts';
import type { Clock } from '../clock.ts';
import type { DecodedWindow, WindowTimings } from '../decode/window-job.ts';
import { toErrorRecord, type ErrorRecord } from '../errors.ts';
import type { FileOutcome, FileTimings, TranscribedFile } from '../metrics/outcome.ts';
import { stitchWindows } from '../stitch/stitch-windows.ts';
import type { WindowTranscript } from '../stitch/transcript.ts';
import { describeQuality } from './describe-quality.ts';
import type { FileMemory } from './file-memory.ts';
import { addTimings } from './join-decoded.ts';
import { newAudioSeconds, type TranscriptReader, type WindowPlace } from './read-transcript.ts';
import type { RecordingLanguage } from './recording-language.ts';
import type { QueuedResult } from './window-queue.ts';

/** What settling a file needs. */
export interface SettlingContext {
  readonly readTranscript: TranscriptReader;
  readonly clock: Clock;
  /** When the model was opened, on the same clock: reading may begin before, but waiting for it is no latency. */
  readonly modelReadyAt?: () => number;
}

/** A decoded window and where it lies. */
export interface WindowResult extends QueuedResult {
  readonly place: WindowPlace;
  /** Whether an earlier run decoded it. */
  readonly isTakenOver: boolean;
  /** A further window that was heard around the join with the one before. */
  readonly between?: Pick<WindowResult, 'place' | 'decoded'>;
  /** Decodes it once more, in another language, where its own was only guessed. */
  readonly decodeIn?: (languageToken: number) => Promise<QueuedResult>;
}

/** A file that was read to its end or to an error; its windows may still be under way. */
export interface OpenFile {
  readonly source: AudioSource;
  readonly memory: Pick<FileMemory, 'earlierSeconds'>;
  readonly language: Pick<RecordingLanguage, 'spoken' | 'spokenToken'>;
  readonly startedAt: number;
  readonly windows: readonly Promise<WindowResult>[];
  readonly summary: RecordingSummary | ErrorRecord;
}

/** Waits for the windows of a file and makes its outcome of them; never rejects. */
export async function settleFile(file: OpenFile, context: SettlingContext): Promise<FileOutcome> {
  const { source, summary } = file;
  try {
    await Promise.allSettled(file.windows);
    if ('code' in summary) return { kind: 'failed', source, error: summary };
    const heard = await Promise.all(file.windows);
    const token = file.language.spokenToken(heard.map(({ decoded }) => decoded));
    return transcribed(file, summary, await Promise.all(heard.map((window) => inLanguage(window, token))), context);
  } catch (error) {
    return { kind: 'failed', source, error: toErrorRecord(error) };
  }
}

/** A window in the language of its recording: before the first clear speech it was guessed. */
async function inLanguage(window: WindowResult, token: number | undefined): Promise<WindowResult> {
  const { decoded, decodeIn, waitSeconds } = window;
  if (token === undefined || decodeIn === undefined || decoded.language?.token === token) return window;
  const again = await decodeIn(token).catch((error: unknown) => {
    if (toErrorRecord(error).code === 'CANCELLED') throw error;
    return undefined;
  });
  // It has a text, if a doubtful one.
  if (again === undefined) return window;
  return {
    ...window,
    waitSeconds: waitSeconds + again.waitSeconds,
    decoded: {
      ...again.decoded,
      ...(decoded.language ? { language: decoded.language } : {}),
      timings: addTimings(decoded.timings, again.decoded.timings),
    },
  };
}

function transcribed(
  { source, startedAt, memory, language }: OpenFile,
  summary: RecordingSummary,
  windows: readonly WindowResult[],
  { readTranscript, clock, modelReadyAt = () => startedAt }: SettlingContext,
): FileOutcome {
  const { durationSeconds, skippedSeconds, sampleRateHz, channelCount, warnings } = summary;
  const detokenizeStartedAt = clock();
  const texts = windows.map((window) => readWindow(window, readTranscript));
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
    decoderRows: windows
      .flatMap(({ decoded, between }) => (between ? [decoded, between.decoded] : [decoded]))
      .reduce((rows, decoded) => rows + countRows(decoded), 0),
    transcript,
    timings,
    warnings: [...warnings, ...texts.flatMap(describeQuality)],
    ...takenOverPart(windows),
  };
}

function readWindow({ place, decoded, between }: WindowResult, readTranscript: TranscriptReader): WindowTranscript {
  const heard = readTranscript(place, decoded);
  return between ? { ...heard, between: readTranscript(between.place, between.decoded) } : heard;
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
