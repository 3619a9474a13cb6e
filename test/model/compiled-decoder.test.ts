import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openCheckpoint } from '../../src/graph/checkpoint.ts';
import { compileCheckpoint } from '../../src/graph/compile-checkpoint.ts';
import type { CompiledGraphs } from '../../src/graph/compiled-cache.ts';
import type { WhisperConfig } from '../../src/graph/whisper-config.ts';
import type { AlignmentHead } from '../../src/model/alignment-heads.ts';
import { openCompiledDecoder } from '../../src/model/compiled-decoder.ts';
import type { RowFeed, StepDecoder } from '../../src/model/step-decoder.ts';
import { largestDifference } from '../helpers/run-graph.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';
import { TINY_TOKENS } from '../helpers/tiny-vocabulary.ts';

/** Rows of one batch take other paths through the same sums: the last bits may differ. */
const TOLERANCE = 2e-5;
const PROMPT = [TINY_TOKENS.start, TINY_TOKENS.languages.en, TINY_TOKENS.transcribe, TINY_TOKENS.noTimestamps];
const WINDOWS = [1, 2, 3, 4].map((seed) => seededNoise(16_000 * seed, seed));

let graphs: CompiledGraphs;
let config: WhisperConfig;
const opened: StepDecoder[] = [];

beforeAll(async () => {
  const folder = temporaryFolder();
  writeTinyCheckpoint(folder);
  config = openCheckpoint(folder).config;
  graphs = await compileCheckpoint(folder);
});

afterAll(async () => {
  for (const decoder of opened) await decoder.release();
});

async function open(rows: number, alignmentHeads: readonly AlignmentHead[] = []): Promise<StepDecoder> {
  const settings = { rows, threads: 1, allowSpinning: false, alignmentHeads };
  const decoder = await openCompiledDecoder(graphs, config, settings);
  opened.push(decoder);
  return decoder;
}

/** Logits of each row after one step, copied. */
async function step(decoder: StepDecoder, firstRow: number, feeds: readonly RowFeed[]): Promise<Float32Array[]> {
  const logits = await decoder.step(firstRow, feeds);
  return feeds.map((_, row) => logits.slice(row * config.vocabularySize, (row + 1) * config.vocabularySize));
}

/** The logits that a window gets alone, after its prompt and after each further token. */
async function alone(decoder: StepDecoder, window: number, tokens: readonly number[]): Promise<Float32Array[]> {
  await decoder.encode(0, WINDOWS[window]!);
  const logits = await step(decoder, 0, [{ tokens: PROMPT, position: 0 }]);
  for (const [index, token] of tokens.entries()) {
    logits.push(...(await step(decoder, 0, [{ tokens: [token], position: PROMPT.length + index }])));
  }
  return logits;
}

describe('openCompiledDecoder', () => {
  it('knows its sizes', async () => {
    const decoder = await open(3);
    expect([decoder.rowCapacity, decoder.vocabularySize, decoder.maxTokens]).toEqual([3, TINY_TOKENS.count, 48]);
  });

  it('gives finite logits that differ from window to window and from token to token', async () => {
    const decoder = await open(1);
    const [first, second] = [await alone(decoder, 0, [5]), await alone(decoder, 1, [5])];
    const all = [...first, ...second];
    expect(all.every((logits) => logits.every(Number.isFinite))).toBe(true);
    for (const [index, logits] of all.entries()) {
      for (const other of all.slice(index + 1)) {
        expect(largestDifference(logits, other)).toBeGreaterThan(100 * TOLERANCE);
      }
    }
  });

  it('gives the same for a prompt at once and token by token', async () => {
    const decoder = await open(1);
    const [expected] = await alone(decoder, 2, []);
    await decoder.encode(0, WINDOWS[2]!);
    let last: Float32Array[] = [];
    for (const [position, token] of PROMPT.entries()) last = await step(decoder, 0, [{ tokens: [token], position }]);
    expect(largestDifference(last[0]!, expected!)).toBeLessThan(TOLERANCE);
  });

  it('does not let an earlier, longer window shine through', async () => {
    const decoder = await open(1);
    const expected = await alone(decoder, 0, [9]);
    await alone(decoder, 3, [1, 2, 3, 4, 5]);
    expect(largestDifferenceOf(await alone(decoder, 0, [9]), expected)).toBe(0);
  });

  it('works up to the last position', async () => {
    const decoder = await open(1);
    const tokens = Array.from({ length: 48 - PROMPT.length }, (_, index) => (index * 7) % 120);
    const logits = await alone(decoder, 0, tokens);
    expect(logits.at(-1)!.every(Number.isFinite)).toBe(true);
  });

  it('gives rows of any company and any positions the logits they have alone', async () => {
    const single = await open(1);
    const decoder = await open(4);
    const script = fc.record({
      windows: fc.shuffledSubarray([0, 1, 2, 3], { minLength: 2 }),
      heads: fc.array(fc.nat(4), { minLength: 4, maxLength: 4 }),
      tokens: fc.array(fc.nat(120), { minLength: 12, maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(script, async ({ windows, heads, tokens }) => {
        // Each row first runs ahead alone, by another number of tokens; then all step together.
        for (const [row, window] of windows.entries()) {
          await decoder.encode(row, WINDOWS[window]!);
          await step(decoder, row, [{ tokens: PROMPT, position: 0 }]);
          for (let index = 0; index < heads[row]!; index++) {
            await step(decoder, row, [{ tokens: [tokens[index]!], position: PROMPT.length + index }]);
          }
        }
        const together: Float32Array[][] = [];
        for (let round = 0; round < 3; round++) {
          const feeds = windows.map((_, row) => {
            const index = heads[row]! + round;
            return { tokens: [tokens[index]!], position: PROMPT.length + index };
          });
          together.push(await step(decoder, 0, feeds));
        }
        for (const [row, window] of windows.entries()) {
          const expected = (await alone(single, window, tokens.slice(0, heads[row]! + 3))).slice(-3);
          const found = together.map((rows) => rows[row]!);
          expect(largestDifferenceOf(found, expected)).toBeLessThan(TOLERANCE);
        }
      }),
      { numRuns: 6 },
    );
  });

  it('goes on as before after a row was moved over another', async () => {
    const decoder = await open(3);
    const tokens = [4, 5, 6, 7];
    const expected = await alone(await open(1), 1, tokens);
    for (const [row, window] of [0, 2, 1].entries()) await decoder.encode(row, WINDOWS[window]!);
    await step(
      decoder,
      0,
      [0, 1, 2].map(() => ({ tokens: PROMPT, position: 0 })),
    );
    await step(
      decoder,
      0,
      [8, 8, 4].map((token) => ({ tokens: [token], position: 4 })),
    );
    decoder.moveRow(2, 0);
    const [moved] = await step(
      decoder,
      0,
      [5, 8].map((token) => ({ tokens: [token], position: 5 })),
    );
    expect(largestDifference(moved!, expected[2]!)).toBeLessThan(TOLERANCE);
    // The place it left may be used by another window at once.
    await decoder.encode(2, WINDOWS[3]!);
    const [next] = await step(
      decoder,
      0,
      [6, 8].map((token) => ({ tokens: [token], position: 6 })),
    );
    expect(largestDifference(next!, expected[3]!)).toBeLessThan(TOLERANCE);
  });

  it('prompts rows behind others without touching those', async () => {
    const decoder = await open(2);
    const expected = await alone(await open(1), 0, [3]);
    await decoder.encode(0, WINDOWS[0]!);
    await step(decoder, 0, [{ tokens: PROMPT, position: 0 }]);
    await decoder.encode(1, WINDOWS[1]!);
    const [prompted] = await step(decoder, 1, [{ tokens: PROMPT, position: 0 }]);
    const [expectedPrompt] = await alone(await open(1), 1, []);
    expect(largestDifference(prompted!, expectedPrompt!)).toBeLessThan(TOLERANCE);
    const [first] = await step(decoder, 0, [{ tokens: [3], position: 4 }]);
    expect(largestDifference(first!, expected[1]!)).toBeLessThan(TOLERANCE);
  });

  it('lists the likeliest tokens of each row with their logits, and bounds all others', async () => {
    const decoder = await open(3);
    for (const [row, window] of WINDOWS.slice(0, 3).entries()) await decoder.encode(row, window);
    const prompts = WINDOWS.slice(0, 3).map(() => ({ tokens: PROMPT, position: 0 }));
    const { shortlists, longShortlists, logits } = await decoder.screenedStep!(0, prompts);
    const lists = [...shortlists, ...(await longShortlists())];
    const all = await logits();
    // 512 at most, but never all tokens: the ceiling is that of the others.
    const longest = Math.min(512, config.vocabularySize - 1);
    expect(lists.map(({ tokens }) => tokens.length)).toEqual([64, 64, 64, longest, longest, longest]);
    for (const [index, list] of lists.entries()) {
      const row = index % 3;
      const exact = all.slice(row * config.vocabularySize, (row + 1) * config.vocabularySize);
      expect(
        largestDifference(
          list.logits,
          list.tokens.map((token) => exact[token]!),
        ),
      ).toBeLessThan(TOLERANCE);
      const others = [...exact.keys()].filter((token) => !list.tokens.includes(token));
      expect(Math.max(...others.map((token) => exact[token]!))).toBeLessThan(list.ceiling);
      const logSum = Math.log(exact.reduce((sum, logit) => sum + Math.exp(logit), 0));
      expect(Math.abs(list.estimateLogSum - logSum)).toBeLessThan(0.05);
    }
  });

  it('goes on from a screened step as from any other', async () => {
    const decoder = await open(1);
    const expected = await alone(decoder, 1, [5, 6]);
    await decoder.encode(0, WINDOWS[1]!);
    await decoder.screenedStep!(0, [{ tokens: PROMPT, position: 0 }]);
    await decoder.screenedStep!(0, [{ tokens: [5], position: PROMPT.length }]);
    const [last] = await step(decoder, 0, [{ tokens: [6], position: PROMPT.length + 1 }]);
    expect(largestDifference(last!, expected[2]!)).toBe(0);
  });

  it('keeps the attention of chosen heads for every token after the prompt, row by row', async () => {
    const heads = [
      { layer: 0, head: 1 },
      { layer: 1, head: 0 },
      { layer: 1, head: 1 },
    ];
    const single = await open(1, heads);
    await alone(single, 1, [5, 6]);
    const { weights, positions } = single.attention!(0);
    expect([weights.length, positions, single.attention!(0).heads]).toEqual([2, 1500, 3]);
    for (const row of weights) {
      for (let head = 0; head < 3; head++) {
        const sum = row.subarray(head * 1500, (head + 1) * 1500).reduce((total, weight) => total + weight, 0);
        expect(sum).toBeCloseTo(1, 4);
      }
    }
    // Others beside it, a move and another choice of heads change nothing.
    const decoder = await open(3, [heads[2]!]);
    for (const [row, window] of [0, 2, 1].entries()) await decoder.encode(row, WINDOWS[window]!);
    const feedAll = (tokens: readonly number[], position: number) =>
      decoder.step(
        0,
        tokens.map((token) => ({ tokens: position === 0 ? PROMPT : [token], position })),
      );
    await feedAll([0, 0, 0], 0);
    await feedAll([8, 8, 5], 4);
    decoder.moveRow(2, 0);
    await feedAll([6, 8], 5);
    const moved = decoder.attention!(0);
    expect(moved.weights).toHaveLength(2);
    for (const [token, row] of moved.weights.entries()) {
      expect(largestDifference(row, weights[token]!.subarray(2 * 1500))).toBeLessThan(TOLERANCE);
    }
    await alone(decoder, 3, []);
    expect(decoder.attention!(0).weights).toEqual([]);
  });

  it('keeps the attention of rows beside one that goes back to a prompt of a single token', async () => {
    const decoder = await open(2, [{ layer: 1, head: 0 }]);
    for (const row of [0, 1]) await decoder.encode(row, WINDOWS[row]!);
    const feed = (token: number, ...positions: number[]) =>
      decoder.step(
        0,
        positions.map((position) => ({ tokens: [position === 0 ? TINY_TOKENS.start : token], position })),
      );
    await feed(5, 0, 0);
    await feed(5, 1, 1);
    await feed(6, 0, 2);
    await feed(7, 1, 3);
    const lengths = [0, 1].map((row) => decoder.attention!(row).weights.map((weights) => weights.length));
    expect(lengths).toEqual([[1500], [1500, 1500, 1500]]);
  });

  it('keeps no attention unless heads are chosen', async () => {
    expect((await open(1)).attention).toBeUndefined();
  });

  it('gives the logits after any token of the latest prompts, exact for the likeliest', async () => {
    const decoder = await open(2);
    const expected: Float32Array[] = [];
    for (const [row, window] of WINDOWS.slice(0, 2).entries()) {
      await decoder.encode(row, window);
      expected.push((await step(decoder, row, [{ tokens: PROMPT.slice(0, row + 1), position: 0 }]))[0]!);
    }
    await step(
      decoder,
      0,
      [0, 1].map(() => ({ tokens: PROMPT, position: 0 })),
    );
    const found = await decoder.promptLogits([0, 1]);
    for (const [row, exact] of expected.entries()) {
      const logits = found.slice(row * config.vocabularySize, (row + 1) * config.vocabularySize);
      expect(largestDifference(logits, exact)).toBeLessThan(0.2);
      const likeliest = [...exact.keys()].sort((a, b) => exact[b]! - exact[a]!).slice(0, 16);
      const pick = (values: Float32Array) => likeliest.map((token) => values[token]!);
      expect(largestDifference(pick(logits), pick(exact))).toBeLessThan(TOLERANCE);
    }
  });

  it('goes back to an earlier position, beside rows that go on', async () => {
    const decoder = await open(2);
    const expected = await alone(await open(1), 0, [3, 4]);
    for (const [row, window] of WINDOWS.slice(0, 2).entries()) await decoder.encode(row, window);
    const feedBoth = (first: number, second: number, positions: readonly [number, number]) =>
      step(decoder, 0, [
        { tokens: [first], position: positions[0] },
        { tokens: [second], position: positions[1] },
      ]);
    await step(
      decoder,
      0,
      [0, 1].map(() => ({ tokens: PROMPT, position: 0 })),
    );
    await feedBoth(9, 8, [4, 4]);
    await feedBoth(9, 8, [5, 5]);
    const found = [
      await feedBoth(PROMPT[3]!, 8, [3, 6]),
      await feedBoth(3, 8, [4, 7]),
      await feedBoth(4, 8, [5, 8]),
    ].map(([row]) => row!);
    expect(largestDifferenceOf(found, expected)).toBeLessThan(TOLERANCE);
  });

  it('refuses a window of more than 30 s and works on', async () => {
    const decoder = await open(1);
    await expect(decoder.encode(0, new Float32Array(480_001))).rejects.toThrow(RangeError);
    expect(await alone(decoder, 0, [])).toHaveLength(1);
  });
});

function largestDifferenceOf(found: readonly Float32Array[], expected: readonly Float32Array[]): number {
  return Math.max(...expected.map((logits, index) => largestDifference(found[index]!, logits)));
}
