import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDownmixer } from '../../src/audio/downmix.ts';
import { areSame, concatSamples, rootMeanSquare, seededNoise, sine } from './recordings.ts';

const RATE_HZ = 44_100;
const tone = sine(300, 2, RATE_HZ);
const inverted = tone.map((sample) => -sample);

function downmix(channels: readonly Float32Array[], blockSamples = 4096): Float32Array {
  const downmixer = createDownmixer();
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

describe('createDownmixer', () => {
  it('hands a single channel through as it is', () => {
    const downmixer = createDownmixer();
    expect(downmixer.push([tone])).toBe(tone);
  });

  it('gives nothing for a block without channels', () => {
    expect(createDownmixer().push([])).toHaveLength(0);
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

  it('starts anew when the number of channels changes', () => {
    const downmixer = createDownmixer();
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
