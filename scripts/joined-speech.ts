import { readWindows } from '../src/audio/read-windows.ts';
import { concatSamples } from '../src/audio/concat-samples.ts';

const FRAME_SAMPLES = 160; // 10 ms
/** A pause keeps this much, less than any cut is looked for in. */
const KEPT_PAUSE_FRAMES = 6;
const CROSSFADE_SAMPLES = 80; // 5 ms

/** Speech in which no pause is left, and when each of its utterances begins and ends, in seconds. */
export interface JoinedSpeech {
  readonly samples: Float32Array;
  readonly utterances: readonly { readonly startSeconds: number; readonly endSeconds: number }[];
}

/** Reads utterances of at most 30 s and puts them together without the pauses in and between them. */
export async function joinSpeech(paths: readonly string[]): Promise<JoinedSpeech> {
  const utterances: Float32Array[] = [];
  for (const path of paths) utterances.push(joinPieces(withoutPauses(await readUtterance(path))));
  const times: JoinedSpeech['utterances'][number][] = [];
  let startSeconds = 0;
  for (const { length } of utterances) {
    const endSeconds = startSeconds + (length - CROSSFADE_SAMPLES) / 16_000;
    times.push({ startSeconds, endSeconds });
    startSeconds = endSeconds;
  }
  return { samples: joinPieces(utterances), utterances: times };
}

async function readUtterance(path: string): Promise<Float32Array> {
  const pieces: Float32Array[] = [];
  for await (const { samples } of readWindows(path, { windowSeconds: 30, overlapSeconds: 0 })) pieces.push(samples);
  return concatSamples(pieces);
}

/** The loud stretches, with a little of the pauses between them and nothing of those at the ends. */
function withoutPauses(samples: Float32Array): Float32Array[] {
  const levels = frameLevels(samples);
  const [quiet, loud] = [quantile(levels, 0.05), quantile(levels, 0.9)];
  const limit = Math.max(loud - 20, quiet + 0.3 * (loud - quiet));
  const isKept = levels.map((_, frame) => {
    const reach = KEPT_PAUSE_FRAMES / 2;
    const around = levels.subarray(Math.max(0, frame - reach), frame + reach + 1);
    return around.some((level) => level >= limit) ? 1 : 0;
  });
  const pieces: Float32Array[] = [];
  for (let first = isKept.indexOf(1); first >= 0;) {
    const end = isKept.indexOf(0, first);
    const last = end < 0 ? isKept.length : end;
    pieces.push(samples.subarray(first * FRAME_SAMPLES, last * FRAME_SAMPLES));
    first = isKept.indexOf(1, last);
  }
  return pieces;
}

function quantile(levels: Float64Array, share: number): number {
  return levels.toSorted().at(Math.floor(share * (levels.length - 1))) ?? 0;
}

function frameLevels(samples: Float32Array): Float64Array {
  return Float64Array.from({ length: Math.floor(samples.length / FRAME_SAMPLES) }, (_, frame) => {
    const piece = samples.subarray(frame * FRAME_SAMPLES, (frame + 1) * FRAME_SAMPLES);
    return 10 * Math.log10(piece.reduce((sum, sample) => sum + sample * sample, 0) / FRAME_SAMPLES + 1e-10);
  });
}

/** One after the other, each fading into the next for 5 ms. */
function joinPieces(pieces: readonly Float32Array[]): Float32Array {
  const joined = new Float32Array(pieces.reduce((total, { length }) => total + length, 0));
  let end = 0;
  for (const piece of pieces) {
    const start = Math.max(0, end - CROSSFADE_SAMPLES);
    const fade = end - start;
    for (const [n, sample] of piece.entries()) {
      const share = n < fade ? n / fade : 1;
      joined[start + n] = (joined[start + n] ?? 0) * (1 - share) + sample * share;
    }
    end = start + piece.length;
  }
  return joined.slice(0, end);
}
