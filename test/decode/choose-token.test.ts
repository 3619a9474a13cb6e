import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseFromShortlist, chooseLikeliest } from '../../src/decode/choose-token.ts';
import { errorOf } from '../helpers/error-of.ts';

const logits = fc.float32Array({ min: -40, max: 40, noNaN: true, minLength: 1, maxLength: 300 });

describe('chooseLikeliest', () => {
  it('takes the highest logit and, of equal ones, the first', () => {
    expect(chooseLikeliest(Float32Array.of(0, 3, 1, 3)).token).toBe(1);
    expect(chooseLikeliest(Float32Array.of(-5, -7, -Infinity)).token).toBe(0);
  });

  it('is certain of the only token that is allowed', () => {
    expect(chooseLikeliest(Float32Array.of(-Infinity, -3, -Infinity))).toEqual({ token: 1, logProbability: -0 });
  });

  it('gives the logarithm of its probability', () => {
    expect(chooseLikeliest(Float32Array.of(1, 1, 1, 1)).logProbability).toBeCloseTo(Math.log(1 / 4), 12);
    expect(chooseLikeliest(Float32Array.of(Math.log(3), 0)).logProbability).toBeCloseTo(Math.log(3 / 4), 6);
  });

  it('agrees with a plain log-softmax', () => {
    fc.assert(
      fc.property(logits, (values) => {
        const sum = values.reduce((total, value) => total + Math.exp(value), 0);
        const expected = Math.max(...values) - Math.log(sum);
        const { token, logProbability } = chooseLikeliest(values);
        expect(token).toBe(values.indexOf(Math.max(...values)));
        expect(Math.abs(logProbability - expected)).toBeLessThan(1e-6);
      }),
    );
  });

  it('does not overflow', () => {
    expect(chooseLikeliest(Float32Array.of(3e38, -3e38)).logProbability).toBeCloseTo(0, 12);
    expect(chooseLikeliest(Float32Array.of(1000, 1000)).logProbability).toBeCloseTo(-Math.LN2, 12);
  });

  it.each([
    ['NaN', Float32Array.of(NaN, NaN)],
    ['ruled out', Float32Array.of(-Infinity, -Infinity)],
  ])('refuses to choose where everything is %s', (_, values) => {
    expect(errorOf(() => chooseLikeliest(values))).toEqual({
      code: 'MODEL_DAMAGED',
      message: 'Expected the network to hold at least one token for possible, found no logit that is a number.',
      remedy: 'Get the model files again from where the model came from.',
    });
  });

  it('leaves the logits as they were', () => {
    const values = Float32Array.of(1, 2, 3);
    chooseLikeliest(values);
    expect(values).toEqual(Float32Array.of(1, 2, 3));
  });
});

describe('chooseFromShortlist', () => {
  const all = fc.float32Array({ min: -30, max: 30, noNaN: true, minLength: 4, maxLength: 60 });
  const isAnyAllowed = () => true;

  /** A list of the highest logits, in any order, and what is known of the others. */
  function shortlistOf(logits: Float32Array, length: number) {
    const tokens = [...logits.keys()].sort((a, b) => logits[b]! - logits[a]!);
    const listed = tokens.slice(0, length).reverse();
    const values = Float32Array.from(listed, (token) => logits[token]!);
    const estimateLogSum = Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0));
    return {
      tokens: listed,
      logits: values,
      estimates: values,
      ceiling: Math.max(...tokens.slice(length).map((token) => logits[token]!)),
      estimateLogSum,
    };
  }

  it('chooses what all logits give, or says that the list is not enough', () => {
    fc.assert(
      fc.property(all, fc.integer({ min: 1, max: 3 }), (logits, length) => {
        const list = shortlistOf(logits, length);
        const chosen = chooseFromShortlist(list, isAnyAllowed);
        const expected = chooseLikeliest(logits);
        expect(chosen === undefined).toBe(Math.max(...list.logits) <= list.ceiling);
        if (!chosen) return;
        expect(chosen.token).toBe(expected.token);
        expect(Math.abs(chosen.logProbability - expected.logProbability)).toBeLessThan(1e-5);
      }),
    );
  });

  it('passes over tokens that are not allowed, also in the log-probability', () => {
    const list = shortlistOf(Float32Array.of(5, 4, 3, -20), 3);
    const chosen = chooseFromShortlist(list, (token) => token !== 0);
    const expected = chooseLikeliest(Float32Array.of(-Infinity, 4, 3, -20));
    expect(chosen?.token).toBe(1);
    expect(chosen?.logProbability).toBeCloseTo(expected.logProbability, 5);
  });

  it('takes the first of equal ones', () => {
    const list = { tokens: [7, 3, 9], logits: Float32Array.of(2, 2, 2), ceiling: 1 };
    const chosen = chooseFromShortlist({ ...list, estimates: list.logits, estimateLogSum: 3.1 }, isAnyAllowed);
    expect(chosen?.token).toBe(3);
  });

  it('takes the sum of the tokens that are not listed from the estimates', () => {
    const listed = { tokens: [0], logits: Float32Array.of(1), estimates: Float32Array.of(1.5), ceiling: 0 };
    const estimateLogSum = Math.log(Math.exp(1.5) + 2 * Math.exp(-1));
    const chosen = chooseFromShortlist({ ...listed, estimateLogSum }, isAnyAllowed);
    expect(chosen?.logProbability).toBeCloseTo(chooseLikeliest(Float32Array.of(1, -1, -1)).logProbability, 6);
  });

  it.each([
    ['nothing that is listed is allowed', { isAllowed: () => false, logits: [9, 8], ceiling: 0 }],
    ['another token may be as likely', { isAllowed: isAnyAllowed, logits: [9, 8], ceiling: 9 }],
    ['the network gives NaN', { isAllowed: isAnyAllowed, logits: [NaN, NaN], ceiling: NaN }],
  ])('says that the list is not enough when %s', (_, { isAllowed, logits, ceiling }) => {
    const values = Float32Array.from(logits);
    const list = { tokens: [1, 2], logits: values, estimates: values, ceiling, estimateLogSum: 10 };
    expect(chooseFromShortlist(list, isAllowed)).toBeUndefined();
  });
});
