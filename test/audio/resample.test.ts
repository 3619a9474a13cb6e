import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { ConverterType, create } from '@alexanderolsen/libsamplerate-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createResampler } from '../../src/audio/resample.ts';
import { seededNoise as goldenNoise } from '../helpers/seeded-noise.ts';
import { areSame, concatSamples, rootMeanSquare, seededNoise, sine } from './recordings.ts';

/** In the order of test/golden/generate_resampled.py, 800 samples each. */
const GOLDEN_RATES_HZ = [8000, 11_025, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000];
const COMMON_RATES_HZ = [8000, 11_025, 16_001, 22_050, 24_000, 32_000, 44_100, 48_000, 96_000, 192_000];

function resample(samples: Float32Array, fromHz: number, blockLengths: readonly number[] = []): Float32Array {
  const resampler = createResampler(fromHz);
  const parts: Float32Array[] = [];
  let offset = 0;
  for (const length of [...blockLengths, samples.length]) {
    parts.push(resampler.push(samples.subarray(offset, offset + length)));
    offset += length;
  }
  return concatSamples([...parts, resampler.finish()]);
}

function goldenSamples(): Float32Array {
  const bytes = gunzipSync(readFileSync(new URL('../golden/resampled.f32.gz', import.meta.url)));
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length));
}

/** What is left of a sine at 16 kHz when the sine of the same place and frequency is taken away, in dB of the sine. */
function errorDb(samples: Float32Array, frequencyHz: number): number {
  const ideal = sine(frequencyHz, samples.length / 16_000);
  const inner = samples.map((sample, n) => sample - ideal[n]!).subarray(1000, -1000);
  return 20 * Math.log10(rootMeanSquare(inner) / rootMeanSquare(ideal));
}

describe('createResampler', () => {
  it('hands 16 kHz through unchanged', () => {
    const samples = seededNoise(1000);
    expect(resample(samples, 16_000)).toEqual(samples);
  });

  it.each(COMMON_RATES_HZ)('keeps a 1 kHz tone in level, place and pitch from %d Hz', (rateHz) => {
    // 1e-4 of the level: rounding of float32 sums, far below the noise of 16-bit recordings
    expect(errorDb(resample(sine(1000, 0.5, rateHz), rateHz), 1000)).toBeLessThan(-80);
  });

  it.each([8000, 22_050, 44_100, 48_000])("agrees with libsamplerate's best filter from %d Hz", async (rateHz) => {
    const tones = [440, 1234, Math.min(6000, 0.4 * rateHz)].map((frequencyHz) => sine(frequencyHz, 1, rateHz));
    const samples = Float32Array.from(
      { length: rateHz },
      (_, n) => 0.3 * tones.reduce((sum, tone) => sum + tone[n]!, 0),
    );
    const libsamplerate = await create(1, rateHz, 16_000, { converterType: ConverterType.SRC_SINC_BEST_QUALITY });
    const expected = libsamplerate.simple(samples).slice();
    const found = resample(samples, rateHz);
    expect(found).toHaveLength(expected.length);
    // Half a unit of 16-bit audio; the first and last samples differ in what is taken to lie outside of the recording.
    for (let n = 500; n < found.length - 500; n++) expect(Math.abs(found[n]! - expected[n]!)).toBeLessThan(2e-5);
  });

  it.each([...GOLDEN_RATES_HZ.entries()])("gives FFmpeg's samples of noise (%d: %d Hz)", (index, rateHz) => {
    const expected = goldenSamples().subarray(800 * index, 800 * (index + 1));
    const found = resample(goldenNoise(expected.length * (rateHz / 16_000), rateHz), rateHz);
    expect(found).toHaveLength(expected.length);
    // FFmpeg takes something else to lie outside of the recording. A step of 16 bits is 3e-5.
    const limit = rateHz > 16_000 ? 1e-6 : 5e-6;
    for (let n = 50; n < 750; n++) expect(Math.abs(found[n]! - expected[n]!)).toBeLessThan(limit);
  });

  it.each(COMMON_RATES_HZ.filter((rateHz) => rateHz > 16_000))('keeps 6 kHz from %d Hz', (rateHz) => {
    expect(errorDb(resample(sine(6000, 0.5, rateHz), rateHz), 6000)).toBeLessThan(-80);
  });

  it.each([
    [22_050, 9500],
    [24_000, 11_000],
    [44_100, 9500],
    [44_100, 15_000],
    [48_000, 9500],
    [48_000, 23_000],
    [96_000, 40_000],
  ])('leaves nothing to be heard from %d Hz of a tone of %d Hz, which 16 kHz cannot hold', (rateHz, frequencyHz) => {
    const output = resample(sine(frequencyHz, 0.5, rateHz), rateHz).subarray(1000, -1000);
    expect(20 * Math.log10(rootMeanSquare(output) / rootMeanSquare(sine(1000, 0.5)))).toBeLessThan(-90);
  });

  it('takes the strangest rates in a moment', () => {
    expect(resample(new Float32Array(1000), 767_999)).toHaveLength(21);
  });

  it('adds no mirror images when it raises a low rate', () => {
    const output = resample(sine(1000, 0.5, 8000), 8000);
    expect(errorDb(output, 1000)).toBeLessThan(-90);
  });

  it('keeps the duration to half a sample, for any length and rate', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 5000 }), fc.constantFrom(...COMMON_RATES_HZ, 16_000), (length, rateHz) => {
        expect(resample(new Float32Array(length), rateHz)).toHaveLength(Math.round((length * 16_000) / rateHz));
      }),
    );
  });

  it('gives the same samples however the recording is cut into blocks', () => {
    const samples = seededNoise(6000);
    const blockLengths = fc.array(fc.integer({ min: 0, max: 2000 }), { maxLength: 40 });
    fc.assert(
      fc.property(blockLengths, fc.constantFrom(...COMMON_RATES_HZ), (lengths, rateHz) => {
        expect(areSame(resample(samples, rateHz, lengths), resample(samples, rateHz))).toBe(true);
      }),
    );
  });

  it('keeps recordings apart that are resampled by turns', () => {
    const recordings = [22_050, 48_000, 11_025, 44_100].map((rateHz, seed) => {
      const resampler = createResampler(rateHz);
      return { rateHz, resampler, samples: seededNoise(9000, seed), parts: [] as Float32Array[] };
    });
    for (let at = 0; at < 9000; at += 1000) {
      for (const { resampler, samples, parts } of recordings) {
        parts.push(resampler.push(samples.subarray(at, at + 1000)));
      }
    }
    for (const { rateHz, resampler, samples, parts } of recordings) {
      const found = concatSamples([...parts, resampler.finish()]);
      expect(areSame(found, resample(samples, rateHz))).toBe(true);
    }
  });

  it('gives nothing for nothing', () => {
    expect(resample(new Float32Array(0), 44_100)).toHaveLength(0);
  });
});
