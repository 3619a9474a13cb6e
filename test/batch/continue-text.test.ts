import { describe, expect, it } from 'vitest';
import { continueText } from '../../src/batch/continue-text.ts';
import type { DecodedWindow } from '../../src/decode/window-job.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { decodedWindow } from '../helpers/stub-queue.ts';

const FIRST = 100;
const timestamps = { firstTimestampToken: FIRST, noTimestampsToken: 99, maxInitialTimestampIndex: 50 };
const request = {
  prompt: [1, 2],
  rules: { endToken: 50, suppressTokens: [], beginSuppressTokens: [], timestamps },
  maxNewTokens: 20,
};
const quality = { noSpeechProbability: 0.1, temperature: 0, faults: [], discarded: [] };

/** Continues a window of noise with what a network gives for its parts, one after the other. */
async function continued(begun: DecodedWindow, seconds: number, ...parts: readonly DecodedWindow[]) {
  const lengths: number[] = [];
  const pool = {
    transcribe: ({ samples }: { readonly samples: Float32Array }) =>
      Promise.resolve(parts[lengths.push(samples.length) - 1]!),
  };
  const samples = seededNoise(seconds * 16_000, 3);
  const decoded = await continueText(begun, { pool, samples, request, restRequest: () => request, first: FIRST });
  return { decoded, lengths };
}

describe('continueText', () => {
  it('decodes what is left until the text lasts to the end', async () => {
    const begun = decodedWindow([FIRST, 7, FIRST + 200]);
    const { decoded, lengths } = await continued(
      begun,
      10,
      decodedWindow([FIRST, 8, FIRST + 150]),
      decodedWindow([FIRST, 9]),
    );
    expect(lengths).toEqual([96_000, 48_000]);
    expect(decoded.tokens).toEqual([FIRST, 7, FIRST + 200, FIRST + 200, 8, FIRST + 350, FIRST + 350, 9]);
  });

  it('decodes the last segment again with a rest that is too short to be understood alone', async () => {
    const begun = decodedWindow([FIRST, 7, FIRST + 200, FIRST + 210, 8, 9, FIRST + 450]);
    const { decoded, lengths } = await continued(begun, 10, decodedWindow([FIRST, 8, 9, 10, FIRST + 280]));
    expect(lengths).toEqual([160_000 - 210 * 320]);
    expect(decoded.tokens).toEqual([FIRST, 7, FIRST + 200, FIRST + 210, 8, 9, 10, FIRST + 490]);
  });

  it('does not take the end of a word behind its timestamp for the word once more', async () => {
    const begun = decodedWindow([FIRST, 6, 7, 8, FIRST + 200], { quality });
    const tail = decodedWindow([FIRST, 7, 8, FIRST + 25], { quality });
    expect((await continued(begun, 10, tail)).decoded.tokens).toEqual(begun.tokens);
    const others = [decodedWindow([FIRST, 7, 9, FIRST + 25]), decodedWindow([FIRST, 7, 8, FIRST + 90])];
    for (const said of others) {
      const { decoded } = await continued(begun, 10, said, decodedWindow([]), decodedWindow([]));
      expect(decoded.tokens.length).toBeGreaterThan(begun.tokens.length);
    }
  });

  it('keeps a record of a rest whose text was not used', async () => {
    const begun = decodedWindow([FIRST, 7, FIRST + 200], { quality });
    const loop = decodedWindow([FIRST, 8, 8], { quality: { ...quality, faults: ['repetition'] } });
    const { decoded } = await continued(begun, 10, loop);
    expect(decoded.tokens).toEqual(begun.tokens);
    expect(decoded.quality?.discarded).toEqual([
      { temperature: 0, faults: ['repetition', 'unused_part'], averageLogProbability: -0.5, tokenCount: 3 },
    ]);
  });
});
