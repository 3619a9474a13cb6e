import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDownmixer } from '../../src/audio/downmix.ts';
import { areSame, concatSamples, greatestDifference, rootMeanSquare, seededNoise, sine } from './recordings.ts';

const RATE_HZ = 44_100;
const tone = sine(300, 2, RATE_HZ);
const inverted = tone.map((sample) => -sample);

function downmix(channels: readonly Float32Array[], blockSamples = 4096, rateHz = RATE_HZ): Float32Array {
  const downmixer = createDownmixer(rateHz);
  const parts: Float32Array[] = [];
  for (let from = 0; from < channels[0]!.length; from += blockSamples) {
    parts.push(downmixer.push(channels.map((channel) => channel.subarray(from, from + blockSamples))));
  }
  return concatSamples(parts);
}

/** The largest step between neighbouring samples: a click shows here. */
function steepest(samples: Float32Array): number {
  return samples.reduce((most, sample, n) => (n === 0 ? most : Math.max(most, Math.abs(sample - samples[n - 1]!))), 0);
}

/** The same sound at another level, in decibels below full scale. */
function atLevel(samples: Float32Array, decibels: number): Float32Array {
  const gain = 10 ** (decibels / 20) / rootMeanSquare(samples);
  return samples.map((sample) => gain * sample);
}

/** The sound of a voice: harmonics of one frequency, four syllables a second. */
function voice(frequencyHz: number, seconds: number, rateHz: number): Float32Array {
  return Float32Array.from({ length: Math.round(seconds * rateHz) }, (_, n) => {
    const angle = (2 * Math.PI * frequencyHz * n) / rateHz;
    const loudness = 1.1 + Math.sin((2 * Math.PI * 4 * n) / rateHz);
    return loudness * (Math.sin(angle) + Math.sin(3 * angle + 1) + Math.sin(4 * angle + 2));
  });
}

function delayed(samples: Float32Array, delaySamples: number): Float32Array {
  return concatSamples([new Float32Array(delaySamples), samples.subarray(0, samples.length - delaySamples)]);
}

describe('createDownmixer', () => {
  it('hands a single channel through as it is', () => {
    const downmixer = createDownmixer(RATE_HZ);
    expect(downmixer.push([tone])).toBe(tone);
  });

  it('gives nothing for a block without channels', () => {
    expect(createDownmixer(RATE_HZ).push([])).toHaveLength(0);
  });

  it('averages the channels', () => {
    const [left, right] = [seededNoise(3000, 1), seededNoise(3000, 2)];
    const expected = left.map((sample, n) => (sample + right[n]!) / 2);
    downmix([left, right]).forEach((sample, n) => expect(sample).toBeCloseTo(expected[n]!, 6));
  });

  it.each([2, 8, 16])('hears speakers who talk in turn on their own of %d channels', (channelCount) => {
    const silence = new Float32Array(tone.length);
    const channels = Array.from({ length: channelCount }, (_, index) =>
      concatSamples([index === 0 ? tone : silence, index === 1 ? tone : silence]),
    );
    const mixed = downmix(channels);
    const level = rootMeanSquare(tone) / channelCount;
    expect(rootMeanSquare(mixed.subarray(0, tone.length)) / level).toBeCloseTo(1, 2);
    expect(rootMeanSquare(mixed.subarray(tone.length)) / level).toBeCloseTo(1, 2);
  });

  it('keeps a recording with one silent channel at half level', () => {
    const output = downmix([tone, new Float32Array(tone.length)]);
    expect(rootMeanSquare(output)).toBeCloseTo(rootMeanSquare(tone) / 2, 5);
  });

  it('takes one channel where the two cancel each other, without a click', () => {
    const output = downmix([tone, inverted]);
    expect(rootMeanSquare(output.subarray(4096))).toBeCloseTo(rootMeanSquare(tone), 3);
    expect(steepest(output)).toBeLessThanOrEqual(1.01 * steepest(tone));
  });

  it('takes the louder channel of a pair that nearly cancels', () => {
    const output = downmix([tone.map((sample) => 0.9 * sample), inverted]);
    expect(rootMeanSquare(output.subarray(4096))).toBeCloseTo(rootMeanSquare(tone), 3);
  });

  it('goes back to the average when the channels agree again, without a click', () => {
    const left = concatSamples([tone, tone]);
    const right = concatSamples([inverted, tone]);
    const output = downmix([left, right]);
    expect(rootMeanSquare(output.subarray(-RATE_HZ))).toBeCloseTo(rootMeanSquare(tone), 3);
    expect(steepest(output)).toBeLessThanOrEqual(1.5 * steepest(tone));
  });

  it('does not change its mind in silence', () => {
    const silence = new Float32Array(RATE_HZ);
    const output = downmix([concatSamples([tone, silence, tone]), concatSamples([inverted, silence, inverted])]);
    expect(rootMeanSquare(output.subarray(-tone.length))).toBeCloseTo(rootMeanSquare(tone), 3);
  });

  it.each([8000, 16_000, 44_100])('loses no speech that turns against loud sound before, at %d Hz', (rateHz) => {
    const before = atLevel(seededNoise(Math.round(2.003 * rateHz)), -16);
    const speech = atLevel(voice(150, 3, rateHz), -28);
    const right = concatSamples([before, speech.map((sample) => -sample)]);
    const heard = downmix([concatSamples([before, speech]), right], 4096, rateHz).subarray(before.length);
    const [from, step] = [Math.round(0.05 * rateHz), Math.round(0.1 * rateHz)];
    for (let at = from; at + step <= speech.length; at += step) {
      const [level, wanted] = [heard, speech].map((samples) => rootMeanSquare(samples.subarray(at, at + step)));
      expect((level! / wanted!) ** 2).toBeGreaterThan(0.9);
    }
  });

  it('loses nothing of who speaks on the other channel after the two have cancelled each other', () => {
    const silence = new Float32Array(tone.length);
    const output = downmix([concatSamples([tone, silence]), concatSamples([inverted, tone])]);
    expect(rootMeanSquare(output.subarray(-tone.length + RATE_HZ / 20))).toBeCloseTo(rootMeanSquare(tone) / 2, 3);
  });

  it('averages channels that are a quarter of a period apart', () => {
    const cosine = tone.map((_, n) => 0.5 * Math.cos((2 * Math.PI * 300 * n) / RATE_HZ));
    const expected = tone.map((sample, n) => (sample + cosine[n]!) / 2);
    expect(greatestDifference(downmix([tone, cosine]), expected)).toBeLessThan(1e-6);
  });

  it.each([0.1, 0.3, 0.5, 1])('averages a voice that two microphones hear %d ms apart', (milliseconds) => {
    const left = atLevel(voice(110, 3, RATE_HZ), -20);
    const right = delayed(left, Math.round((milliseconds * RATE_HZ) / 1000));
    const expected = left.map((sample, n) => (sample + right[n]!) / 2);
    expect(greatestDifference(downmix([left, right]), expected)).toBeLessThan(1e-6);
  });

  it('stays with one channel where a delay cancels some of the vowels', () => {
    const vowels = Array.from({ length: 20 }, (_, n) => sine(n % 2 === 0 ? 500 : 250, 0.2, RATE_HZ));
    const left = concatSamples(vowels);
    const output = downmix([left, delayed(left, Math.round(RATE_HZ / 1000))]);
    expect(greatestDifference(output.subarray(RATE_HZ / 10), left.subarray(RATE_HZ / 10))).toBeLessThan(1e-6);
  });

  it('starts anew when the number of channels changes', () => {
    const downmixer = createDownmixer(RATE_HZ);
    downmixer.push([tone, inverted]);
    expect(downmixer.push([tone])).toBe(tone);
    const three = downmixer.push([tone, tone, tone]);
    expect(rootMeanSquare(three)).toBeCloseTo(rootMeanSquare(tone), 5);
  });

  it('gives the same samples however the recording is cut into blocks', () => {
    const channels = [seededNoise(9000, 3), seededNoise(9000, 3).map((sample) => -0.95 * sample)];
    const whole = downmix(channels, 9000);
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 3000 }), (blockSamples) => {
        expect(areSame(downmix(channels, blockSamples), whole)).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});
