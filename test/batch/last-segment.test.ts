import { describe, expect, it } from 'vitest';
import { extendLastSegment } from '../../src/batch/last-segment.ts';
import type { DecodedWindow } from '../../src/decode/window-job.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { decodedWindow } from '../helpers/stub-queue.ts';

const FIRST = 100;
const request = {
  prompt: [1, 2],
  rules: { endToken: 50, suppressTokens: [], beginSuppressTokens: [], timestamps: undefined },
  maxNewTokens: 20,
};
const quality = { noSpeechProbability: 0.1, temperature: 0, faults: [], discarded: [] };
const decoded = decodedWindow([FIRST, 7, FIRST + 200, FIRST + 210, 8, 9, FIRST + 450], { quality });
const noise = seededNoise(10 * 16_000, 3);

/** The window, 10 s long, of which a network gives `again` for the last segment and what is left behind it. */
async function extended(again: DecodedWindow, { window = decoded, samples = noise } = {}) {
  const lengths: number[] = [];
  const pool = {
    transcribe: (task: { readonly samples: Float32Array }) => {
      lengths.push(task.samples.length);
      return Promise.resolve(again);
    },
  };
  const steps = window.tokens.at(-1)! - FIRST;
  const continuing = { pool, samples, request, restRequest: () => request, first: FIRST };
  return { result: await extendLastSegment(window, steps, continuing), lengths };
}

describe('extendLastSegment', () => {
  it('takes a text that says the same and then more, with the times that both took', async () => {
    const { result, lengths } = await extended(decodedWindow([FIRST + 5, 8, 9, 10, 11, FIRST + 290], { quality }));
    expect(lengths).toEqual([160_000 - 210 * 320]);
    expect(result.tokens).toEqual([FIRST, 7, FIRST + 200, FIRST + 215, 8, 9, 10, 11, FIRST + 500]);
    expect([result.timings.encodeSeconds, result.quality?.discarded]).toEqual([4, []]);
  });

  it.each([
    { title: 'says no more', tokens: [FIRST, 8, 9, FIRST + 250] },
    { title: 'says something else', tokens: [FIRST, 12, 13, 14, FIRST + 250] },
    { title: 'says nothing', tokens: [] },
  ])('keeps the text it has where the other $title, and a record of that', async ({ tokens }) => {
    const { result } = await extended(decodedWindow(tokens, { quality }));
    expect(result.tokens).toEqual(decoded.tokens);
    expect(result.quality?.discarded.map(({ faults }) => faults)).toEqual([['unused_part']]);
    expect(result.timings.encodeSeconds).toBe(4);
  });

  it('keeps the text it has where the other is a loop', async () => {
    const loop = { ...quality, faults: ['repetition'] as const };
    const { result } = await extended(decodedWindow([FIRST, 8, 9, 9, 9, 9], { quality: loop }));
    expect(result.tokens).toEqual(decoded.tokens);
  });

  it('decodes nothing where less than three tenths of a second are loud', async () => {
    const quiet = noise.map((sample, index) => (index < 455 * 320 ? sample : sample / 50));
    expect(await extended(decodedWindow([]), { samples: quiet })).toEqual({ result: decoded, lengths: [] });
  });

  it('decodes nothing where the segment is the whole window', async () => {
    const window = decodedWindow([FIRST, 7, 8, FIRST + 450], { quality });
    expect(await extended(decodedWindow([]), { window })).toEqual({ result: window, lengths: [] });
    const untimed = decodedWindow([7, 8, FIRST + 450], { quality });
    expect((await extended(decodedWindow([]), { window: untimed })).lengths).toEqual([]);
  });
});
