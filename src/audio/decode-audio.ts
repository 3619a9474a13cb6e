import decode, { type StreamDecoder } from 'audio-decode';
import { describeThrown, WhisperBatchError } from '../errors.ts';
import type { AudioBlock } from './audio-block.ts';
import { invalidAudio, MOST_SECONDS, tooLong } from './audio-errors.ts';
import { openAudioFile, type AudioFile } from './audio-file.ts';
import { findFormat, type AudioFormat } from './audio-format.ts';
import type { CodedStream } from './coded-pieces.ts';
import { readCodedStream } from './coded-stream.ts';
import { openPlainSound } from './decode-plain.ts';
import { decodeWithFfmpeg } from './ffmpeg.ts';
import { OPEN_LENGTH_NOTE } from './length-notes.ts';
import { countConsoleErrors } from './quiet-console.ts';
import { silentBlocks, type SoundFormat } from './silent-blocks.ts';

/** Sound that is missing by less than this is the padding that encoders add. */
const TOLERATED_SECONDS = 0.3;
const TOLERATED_SHARE = 0.02;
/** Where samples are counted, none should be missing; less than this is not heard. */
const TOLERATED_EXACT_SECONDS = 0.02;
/** A longer gap is a wrong number and no lost sound, unless the header promises as much. */
const LONGEST_GAP_SECONDS = 60;

/**
 * Decodes one audio file block by block at its own rate; returns what a user should know about it.
 * The format is told from the content. What audio-decode cannot read is tried with ffmpeg; a file that turns out
 * damaged on the way ends there, with a warning. Once the signal is aborted, an ffmpeg is ended. Throws a
 * WhisperBatchError AUDIO_… when nothing can be decoded.
 */
export async function* decodeAudio(
  path: string,
  mostSeconds = MOST_SECONDS,
  signal?: AbortSignal,
): AsyncGenerator<AudioBlock, readonly string[]> {
  const file = await openAudioFile(path);
  const progress: Progress = { mostSeconds, seconds: 0, damagedPlaces: 0, notes: [], declaredSeconds: undefined };
  try {
    for await (const block of decodeFile(file, progress)) {
      progress.seconds += (block.channels[0]?.length ?? 0) / block.sampleRateHz;
      yield block;
    }
    if (progress.seconds === 0) throw noSound(path, progress);
    return warningsOf(progress);
  } catch (error) {
    if (!isAboutContent(error)) throw error;
    if (progress.seconds === 0) return yield* decodeWithFfmpeg(path, error, { signal, descriptor: file.descriptor });
    return [...warningsOf(progress), `Decoding stopped early: ${describeThrown(error.cause ?? error)}.`];
  } finally {
    await file.close();
  }
}

/** Whether another decoder, or an earlier part of the same file, may be of use. */
function isAboutContent(error: unknown): error is WhisperBatchError {
  return error instanceof WhisperBatchError && (error.code === 'AUDIO_INVALID' || error.code === 'AUDIO_UNSUPPORTED');
}

/** What has been learned of a recording so far. */
interface Progress {
  readonly mostSeconds: number;
  seconds: number;
  damagedPlaces: number;
  declaredSeconds: number | undefined;
  isExact?: boolean;
  /** Of what was decoded last. */
  format?: SoundFormat;
  readonly notes: string[];
}

async function* decodeFile(file: AudioFile, progress: Progress): AsyncGenerator<AudioBlock, void> {
  const { format, firstByte } = await findFormat(file);
  if (format === undefined) throw unsupported(file.path);
  const plain = await openPlainSound(file, format);
  if (plain === undefined) {
    const stream = await readCodedStream(file, format, firstByte);
    progress.declaredSeconds = stream.declaredSeconds;
    progress.isExact = stream.isExact ?? false;
    progress.notes.push(...(stream.notes ?? []));
    await refuseTooLong(file.path, stream, progress);
    yield* decodeCoded(file.path, { format, stream, progress });
    progress.damagedPlaces = Math.max(progress.damagedPlaces, stream.damagedPlaces?.() ?? 0);
  } else {
    progress.declaredSeconds = plain.declaredSeconds;
    progress.isExact = true;
    await refuseTooLong(file.path, { ...plain, heldSeconds: () => plain.heldSeconds }, progress);
    if (plain.declaredSeconds === undefined) progress.notes.push(OPEN_LENGTH_NOTE);
    yield* plain.blocks;
  }
}

/** What a header claims counts only where the file bears it out, and is checked first because it costs nothing. */
async function refuseTooLong(
  path: string,
  { declaredSeconds = Infinity, heldSeconds }: Pick<CodedStream, 'declaredSeconds' | 'heldSeconds'>,
  { mostSeconds }: Progress,
): Promise<void> {
  if (heldSeconds === undefined || declaredSeconds <= mostSeconds) return;
  const seconds = Math.min(declaredSeconds, await heldSeconds());
  if (seconds > mostSeconds) throw tooLong(path, mostSeconds, seconds);
}

async function* decodeCoded(
  path: string,
  { format, stream, progress }: { format: AudioFormat; stream: CodedStream; progress: Progress },
): AsyncGenerator<AudioBlock, void> {
  const decoder = await createDecoder(path, format);
  try {
    for await (const piece of stream.pieces) {
      yield* silenceUntil(stream.resumesAtSeconds?.(), progress);
      yield* feed(decoder, { stream, progress, piece });
    }
    yield* feed(decoder, { stream, progress });
  } catch (error) {
    throw error instanceof WhisperBatchError ? error : invalidAudio(path, describeThrown(error), { cause: error });
  } finally {
    decoder.free();
  }
}

async function createDecoder(path: string, format: AudioFormat): Promise<StreamDecoder> {
  // The type of `decode` names only some of the formats that it has.
  const create = (decode as unknown as Partial<Record<AudioFormat, () => Promise<StreamDecoder>>>)[format];
  if (create === undefined) throw unsupported(path);
  return create();
}

/** Decodes one piece, or what is left when none is given. */
async function* feed(
  decoder: StreamDecoder,
  { stream, progress, piece }: { stream: CodedStream; progress: Progress; piece?: Uint8Array },
): AsyncGenerator<AudioBlock, void> {
  const { result, count } = countConsoleErrors(() => decoder(piece));
  progress.damagedPlaces += count;
  const { channelData, sampleRate } = await result;
  if (channelData.length === 0) return;
  for (const channel of channelData) stream.toFullScale?.(channel);
  progress.format = { channelCount: channelData.length, sampleRateHz: Math.round(sampleRate) };
  yield { channels: channelData, sampleRateHz: progress.format.sampleRateHz };
}

/** Silence for what is missing, so that times stay those of the recording. */
function* silenceUntil(
  seconds: number | undefined,
  { format, seconds: doneSeconds, declaredSeconds }: Progress,
): Generator<AudioBlock, void> {
  if (seconds === undefined || format === undefined) return;
  if (seconds <= Math.max(declaredSeconds ?? 0, doneSeconds + LONGEST_GAP_SECONDS)) {
    yield* silentBlocks(seconds - doneSeconds, format);
  }
}

function warningsOf({ seconds, declaredSeconds, isExact, damagedPlaces, notes }: Progress): string[] {
  const warnings = [...notes];
  const missing = (declaredSeconds ?? 0) - seconds;
  const tolerated = isExact ? TOLERATED_EXACT_SECONDS : Math.max(TOLERATED_SECONDS, TOLERATED_SHARE * seconds);
  if (missing > Math.min(1, tolerated)) {
    const digits = missing < 0.1 ? 2 : 1;
    const [promised, held] = [declaredSeconds!, seconds].map((value) => value.toFixed(digits));
    warnings.push(`The header promises ${promised!} s, the file holds ${held!} s.`);
  }
  if (damagedPlaces > 0) warnings.push(`Damaged places that the decoder skipped: ${String(damagedPlaces)}.`);
  return warnings;
}

function unsupported(path: string): WhisperBatchError {
  return new WhisperBatchError(
    'AUDIO_UNSUPPORTED',
    `Expected audio in "${path}", found content of no known format.`,
    'Convert the file to WAV or FLAC.',
  );
}

/** Samples that are announced and missing are damage; none announced, none there is an empty recording. */
function noSound(path: string, { declaredSeconds }: Progress): WhisperBatchError {
  if (declaredSeconds !== 0) return invalidAudio(path, 'no sound could be decoded');
  return new WhisperBatchError(
    'AUDIO_EMPTY',
    `Expected sound in "${path}", found none.`,
    'Replace the file or leave it out.',
  );
}
