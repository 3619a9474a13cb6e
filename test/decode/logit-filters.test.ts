import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecodingRules } from '../../src/decode/decoding-rules.ts';
import { filterLogits, isSuppressed } from '../../src/decode/logit-filters.ts';

/** A vocabulary in miniature, laid out as Whisper's: text, end, special tokens, no timestamps, timestamps. */
const END = 10;
const NO_TIMESTAMPS = 13;
const FIRST = 14;
const COUNT = 40;

const plain: DecodingRules = {
  endToken: END,
  suppressTokens: [3, 11, 12],
  beginSuppressTokens: [0, END],
  timestamps: undefined,
};
const timestamps = { firstTimestampToken: FIRST, noTimestampsToken: NO_TIMESTAMPS, maxInitialTimestampIndex: 5 };
const timed: DecodingRules = { ...plain, timestamps };

/** Tokens that may come next if all are equally likely, so that only hard rules decide, timestamps kept improbable. */
function allowed(tokens: readonly number[], rules: DecodingRules, timestampLogit = -20): number[] {
  const logits = Float32Array.from({ length: COUNT }, (_, token) => (token >= FIRST ? timestampLogit : 0));
  filterLogits(logits, tokens, rules);
  return Array.from(logits.keys()).filter((token) => logits[token] !== -Infinity);
}

const range = (begin: number, end: number): number[] =>
  Array.from({ length: end - begin }, (_, index) => begin + index);
const text = [0, 1, 2, 4, 5, 6, 7, 8, 9];

describe('filterLogits without timestamps', () => {
  it('rules out suppressed tokens always, and those of the beginning for the first token', () => {
    expect(allowed([], plain)).toEqual([1, 2, 4, 5, 6, 7, 8, 9, ...range(NO_TIMESTAMPS, COUNT)]);
    expect(allowed([5], plain)).toEqual([...text, END, ...range(NO_TIMESTAMPS, COUNT)]);
  });

  it('leaves the logits of what is allowed as they were', () => {
    const logits = Float32Array.from({ length: COUNT }, (_, token) => token / 7);
    filterLogits(logits, [1], plain);
    for (const token of text) expect(logits[token]).toBe(Math.fround(token / 7));
  });

  it('bears with ids that are not in the vocabulary', () => {
    const logits = new Float32Array(4);
    filterLogits(logits, [1], { ...plain, suppressTokens: [-1, 4, 99] });
    expect(logits).toEqual(new Float32Array(4));
  });
});

describe('filterLogits with timestamps', () => {
  it('begins with a timestamp of at most the initial limit', () => {
    expect(allowed([], timed)).toEqual(range(FIRST, FIRST + 6));
  });

  it('wants text, or the end, after the timestamp that opens a segment', () => {
    expect(allowed([FIRST], timed)).toEqual([...text, END]);
    expect(allowed([FIRST, 4, FIRST + 3, FIRST + 3], timed)).toEqual([...text, END]);
  });

  it('wants a later timestamp or more text after text', () => {
    expect(allowed([FIRST + 2, 4, 5], timed)).toEqual([...text, END, ...range(FIRST + 3, COUNT)]);
    expect(allowed([FIRST, 4, FIRST + 7, FIRST + 9, 5], timed)).toEqual([...text, END, ...range(FIRST + 10, COUNT)]);
  });

  it('wants the start of the next segment, at the same time or later, or the end after the end of a segment', () => {
    expect(allowed([FIRST, 4, FIRST + 7], timed)).toEqual([END, ...range(FIRST + 7, COUNT)]);
  });

  it('never allows the token that turns timestamps off', () => {
    for (const tokens of [[], [FIRST], [FIRST, 4], [FIRST, 4, FIRST + 1]]) {
      expect(allowed(tokens, { ...timed, suppressTokens: [] })).not.toContain(NO_TIMESTAMPS);
    }
  });

  it('wants a timestamp when all of them together are likelier than any text', () => {
    // 22 timestamps remain after FIRST + 3; together they weigh as much as one token that is ln 22 higher.
    const together = Math.log(22);
    expect(allowed([FIRST, 4], timed, -together - 0.2).filter((token) => token < FIRST)).not.toEqual([]);
    const remaining = [FIRST + 3, 4];
    expect(allowed(remaining, timed, -together + 0.1)).toEqual(range(FIRST + 4, COUNT));
    expect(allowed(remaining, timed, -together - 0.1)).toEqual([...text, END, ...range(FIRST + 4, COUNT)]);
  });

  it('always leaves something to choose', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(COUNT - 1), { maxLength: 12 }),
        fc.float32Array({ minLength: COUNT, maxLength: COUNT, noNaN: true, noDefaultInfinity: true }),
        (tokens, logits) => {
          filterLogits(logits, tokens, timed);
          expect(Math.max(...logits)).toBeGreaterThan(-Infinity);
        },
      ),
    );
  });

  it('agrees with the rules of openai/whisper, written out anew, after any tokens', () => {
    const finite = fc.float32Array({ min: -8, max: 8, noNaN: true, minLength: COUNT, maxLength: COUNT });
    fc.assert(
      fc.property(fc.array(fc.nat(COUNT - 1), { maxLength: 8 }), finite, (tokens, logits) => {
        const expected = whisperRules(logits, tokens);
        const filtered = logits.slice();
        filterLogits(filtered, tokens, timed);
        expect(Array.from(filtered.keys()).filter((token) => filtered[token] !== -Infinity)).toEqual(expected);
      }),
      { numRuns: 500 },
    );
  });

  it('leads greedy decoding to pairs of timestamps that never run backwards', () => {
    fc.assert(
      fc.property(fc.nat(), (seed) => {
        const tokens = decodeAtRandom(seed);
        const times = tokens.filter((token) => token >= FIRST);
        expect(times).toEqual([...times].sort((a, b) => a - b));
        expect(tokens[0]).toBeGreaterThanOrEqual(FIRST);
        expect(tokens[0]).toBeLessThanOrEqual(FIRST + 5);
        // No three timestamps in a row, and a segment that is closed has a length.
        for (const [index, token] of tokens.entries()) {
          const [next = 0, afterNext = 0] = tokens.slice(index + 1);
          expect([token, next, afterNext].every((one) => one >= FIRST)).toBe(false);
        }
      }),
    );
  });
});

/** The tokens that openai/whisper's SuppressBlank, SuppressTokens and ApplyTimestampRules would leave. */
function whisperRules(logits: Float32Array, tokens: readonly number[]): number[] {
  let left = range(0, COUNT).filter((token) => ![3, 11, 12, NO_TIMESTAMPS].includes(token));
  if (tokens.length === 0) left = left.filter((token) => isTime(token) && token <= FIRST + 5);
  left = left.filter((token) => mayFollow(token, tokens));
  const weight = (token: number): number => Math.exp(logits[token]!);
  const timeWeight = left.filter(isTime).reduce((sum, token) => sum + weight(token), 0);
  const textWeight = Math.max(0, ...left.filter((token) => !isTime(token)).map(weight));
  // Equal but for rounding: either may win.
  fc.pre(Math.abs(timeWeight - textWeight) > 1e-6 * textWeight);
  return timeWeight > textWeight ? left.filter(isTime) : left;
}

function mayFollow(token: number, tokens: readonly number[]): boolean {
  const wasTime = tokens.length >= 1 && isTime(tokens.at(-1)!);
  const wasTimeBefore = tokens.length < 2 || isTime(tokens.at(-2)!);
  if (wasTime && wasTimeBefore) return !isTime(token);
  const endsSegment = wasTime && !wasTimeBefore;
  if (!isTime(token)) return !endsSegment || token >= END;
  const last = tokens.findLast(isTime) ?? FIRST - 1;
  return token >= (endsSegment ? last : last + 1);
}

function isTime(token: number): boolean {
  return token >= FIRST;
}

function decodeAtRandom(seed: number): number[] {
  let state = seed >>> 0;
  const random = (): number => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
  const tokens: number[] = [];
  for (let step = 0; step < 30; step++) {
    const logits = Float32Array.from({ length: COUNT }, () => random() * 12);
    filterLogits(logits, tokens, timed);
    const token = logits.indexOf(Math.max(...logits));
    if (token === END) break;
    tokens.push(token);
  }
  return tokens;
}

describe('isSuppressed', () => {
  it('agrees with the filter, timestamps apart', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(END - 1), { maxLength: 3 }), (tokens) => {
        const logits = new Float32Array(COUNT);
        filterLogits(logits, tokens, plain);
        const expected = Array.from(logits, (logit) => logit === -Infinity);
        expect(Array.from(logits, (_, token) => isSuppressed(token, tokens, plain))).toEqual(expected);
      }),
    );
  });
});
