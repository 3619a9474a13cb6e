import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../src/graph/graph-builder.ts';
import { addLogMel } from '../../src/graph/log-mel-graph.ts';
import { melFilters } from '../../src/graph/mel-filters.ts';
import { ElementType } from '../../src/graph/onnx-protobuf.ts';
import { tensor, type InferenceSession } from '../../src/graph/onnx-session.ts';
import golden from '../golden/log-mel.json' with { type: 'json' };
import { openGraph } from '../helpers/run-graph.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { readClip, sampleHash } from '../helpers/speech-clip.ts';

const MEL_BINS = 80;
const FRAMES = 3000;
const WINDOW_SAMPLES = 480_000;

let session: InferenceSession;

beforeAll(async () => {
  const graph = new GraphBuilder('log_mel');
  const samples = graph.input('samples', ElementType.float32, [1, WINDOW_SAMPLES]);
  graph.output(addLogMel(graph, samples, MEL_BINS), ElementType.float32, [1, MEL_BINS, FRAMES]);
  session = await openGraph(graph);
});

afterAll(() => session.release());

/** `[frame][bin]`, unlike the network's `[bin][frame]`. */
async function logMel(samples: Float32Array): Promise<(frame: number, bin: number) => number> {
  const padded = new Float32Array(WINDOW_SAMPLES);
  padded.set(samples.subarray(0, WINDOW_SAMPLES));
  const outputs = await session.run({ samples: tensor('float32', padded, [1, WINDOW_SAMPLES]) });
  const values = Object.values(outputs)[0]!.data as Float32Array;
  expect(values).toHaveLength(MEL_BINS * FRAMES);
  return (frame, bin) => values[bin * FRAMES + frame]!;
}

describe('addLogMel', () => {
  const bytes = gunzipSync(readFileSync(new URL('../golden/log-mel.f32.gz', import.meta.url)));
  const goldenValues = new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));

  it.each(golden.entries)('agrees with transformers on $kind $name $seed of $sampleCount samples', async (entry) => {
    const samples = await readEntry(entry);
    const features = await logMel(samples);
    const differences: { readonly frame: number; readonly difference: number }[] = [];
    for (const [index, frame] of entry.frames.entries()) {
      for (let bin = 0; bin < MEL_BINS; bin++) {
        const expected = goldenValues[entry.valueOffset + index * MEL_BINS + bin]!;
        differences.push({ frame, difference: Math.abs(features(frame, bin) - expected) });
      }
    }
    // The reference's own two ways to the same features (float32 and float64) differ by 2.1e-5 at most.
    expect(Math.max(...differences.map(({ difference }) => difference))).toBeLessThan(1e-4);
    const evenly = differences.filter(({ frame }) => frame % entry.frameStep === 0);
    expect(evenly.reduce((sum, { difference }) => sum + difference, 0) / evenly.length).toBeLessThan(1e-6);
  });

  it('agrees with Fourier transforms of another package, frame by frame', async () => {
    const samples = seededNoise(WINDOW_SAMPLES, 11).map((sample, index) => sample * Math.sin(index / 9000) ** 2);
    const features = await logMel(samples);
    const frames = [0, 1, 2, 777, 1500, 2997, 2998, 2999];
    const filters = melFilters(MEL_BINS);
    const decades = frames.map((frame) => melDecades(powerSpectrum(samples, frame), filters));
    // The loudest value of all 3000 frames sets the floor; the louder half of these frames lies above it.
    let loudest = -Infinity;
    for (let frame = 0; frame < FRAMES; frame++) {
      for (let bin = 0; bin < MEL_BINS; bin++) loudest = Math.max(loudest, features(frame, bin));
    }
    for (const [index, frame] of frames.entries()) {
      for (let bin = 0; bin < MEL_BINS; bin++) {
        const expected = Math.max((decades[index]![bin]! + 4) / 4, loudest - 2);
        expect(Math.abs(features(frame, bin) - expected)).toBeLessThan(1e-4);
      }
    }
  });
});

async function readEntry(entry: (typeof golden.entries)[number]): Promise<Float32Array> {
  if (entry.name === undefined) return seededNoise(entry.sampleCount, entry.seed);
  const samples = await readClip(entry.name);
  expect(sampleHash(samples)).toBe(entry.sampleSha256);
  return samples;
}

const { fft } = createRequire(import.meta.url)('fft-js') as {
  fft: (signal: readonly number[]) => [real: number, imaginary: number][];
};

/** Power of the 201 frequencies of a frame: 400 samples around it, mirrored at the ends, under a Hann window. */
function powerSpectrum(samples: Float32Array, frame: number): number[] {
  const windowed = Array.from({ length: 400 }, (_, index) => {
    const position = Math.abs(frame * 160 + index - 200);
    const mirrored = position < samples.length ? position : 2 * (samples.length - 1) - position;
    return samples[mirrored]! * Math.sin((Math.PI * index) / 400) ** 2;
  });
  return fourier400(windowed).map(([real, imaginary]) => real ** 2 + imaginary ** 2);
}

/** fft-js knows powers of two only: 25 transforms of every 25th sample, put together with the 400th roots of unity. */
function fourier400(signal: readonly number[]): [number, number][] {
  const parts = Array.from({ length: 25 }, (_, first) =>
    fft(Array.from({ length: 16 }, (__, index) => signal[first + 25 * index]!)),
  );
  return Array.from({ length: 201 }, (_, bin) => {
    let [real, imaginary] = [0, 0];
    for (const [first, part] of parts.entries()) {
      const [a, b] = part[bin % 16]!;
      const angle = (-2 * Math.PI * bin * first) / 400;
      real += a * Math.cos(angle) - b * Math.sin(angle);
      imaginary += a * Math.sin(angle) + b * Math.cos(angle);
    }
    return [real, imaginary];
  });
}

function melDecades(power: readonly number[], filters: Float32Array): number[] {
  return Array.from({ length: MEL_BINS }, (_, mel) => {
    const sum = power.reduce((total, value, bin) => total + value * filters[mel * 201 + bin]!, 0);
    return Math.log10(Math.max(sum, 1e-10));
  });
}
