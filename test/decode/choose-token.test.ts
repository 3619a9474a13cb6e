import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseFromShortlist, chooseLikeliest, sampleToken } from '../../src/decode/choose-token.ts';
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

describe('sampleToken', () => {
  const three = Float32Array.from([0.5, 0.3, 0.2, 0], Math.log);
  /** Each third of a thousand numbers that lie evenly between 0 and 1. */
  const shares = (temperature: number) => {
    const counts = [0, 0, 0, 0];
    for (let draw = 0; draw < 1000; draw++) counts[sampleToken(three, temperature, () => (draw + 0.5) / 1000).token]!++;
    return counts.map((count) => count / 1000);
  };

  it('draws each token as often as it is likely', () => {
    expect(shares(1)).toEqual([0.5, 0.3, 0.2, 0]);
  });

  it('sharpens probabilities where the temperature is below 1', () => {
    // Squared and brought back to a sum of 1.
    const expected = [0.25, 0.09, 0.04, 0].map((weight) => weight / 0.38);
    for (const [token, share] of shares(0.5).entries()) expect(share).toBeCloseTo(expected[token]!, 2);
  });

  it('gives the probability the network gave, whatever the temperature', () => {
    for (const temperature of [0.2, 1]) {
      const { token, logProbability } = sampleToken(three, temperature, () => 0.9999);
      expect(Math.exp(logProbability)).toBeCloseTo([0.5, 0.3, 0.2][token]!, 6);
    }
  });

  it('takes the likeliest token where rounding leaves nothing else', () => {
    expect(sampleToken(Float32Array.of(-Infinity, 1), 0.2, () => 1).token).toBe(1);
  });

  it('refuses logits that are no numbers, as greedy decoding does', () => {
    expect(errorOf(() => sampleToken(Float32Array.of(NaN), 1, () => 0)).code).toBe('MODEL_DAMAGED');
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
