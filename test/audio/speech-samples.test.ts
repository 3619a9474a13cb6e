import { describe, expect, it } from 'vitest';
import { createSpeechConverter } from '../../src/audio/speech-samples.ts';
import { concatSamples, rootMeanSquare, sine } from './recordings.ts';

describe('createSpeechConverter', () => {
  it('gives nothing for nothing', () => {
    expect(createSpeechConverter().finish()).toEqual([]);
  });

  it('goes on at another rate and with other channels, keeping duration and level', () => {
    const converter = createSpeechConverter();
    const [slow, fast] = [sine(440, 1, 22_050), sine(440, 1, 48_000)];
    const output = concatSamples([
      ...converter.push({ channels: [slow], sampleRateHz: 22_050 }),
      ...converter.push({ channels: [fast, fast], sampleRateHz: 48_000 }),
      ...converter.push({ channels: [sine(440, 1)], sampleRateHz: 16_000 }),
      ...converter.finish(),
    ]);
    expect(output).toHaveLength(48_000);
    for (const second of [0, 1, 2]) {
      const middle = output.subarray(16_000 * second + 1000, 16_000 * (second + 1) - 1000);
      expect(rootMeanSquare(middle)).toBeCloseTo(rootMeanSquare(sine(440, 1)), 3);
    }
  });
});
