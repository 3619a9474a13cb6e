import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chooseLikeliest } from '../../src/decode/choose-token.ts';
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
