import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { screeningWeights } from '../../src/graph/screening-weights.ts';

const WIDTH = 6;
const values = (length: number) =>
  fc.float32Array({ min: -2, max: 2, noNaN: true, minLength: length, maxLength: length });
const projections = fc.record({ tokens: values(4 * WIDTH), normScale: values(WIDTH), normShift: values(WIDTH) });

describe('screeningWeights', () => {
  it('gives every token steps of its own that reach the largest step', () => {
    const weights = screeningWeights(
      {
        tokens: Float32Array.of(1, -0.25, 0.02, 0.005),
        normScale: Float32Array.of(1, 1),
        normShift: Float32Array.of(3, 4),
      },
      127,
    );
    // [width, vocabulary]: the columns are tokens.
    expect([...weights.steps]).toEqual([127, 127, -32, 32]);
    expect(weights.scales[0]).toBeCloseTo(1 / 127, 8);
    expect(weights.scales[1]).toBeCloseTo(0.02 / 127, 8);
    expect(weights.shifts[0]).toBeCloseTo(2, 6);
    expect(weights.shifts[1]).toBeCloseTo(0.08, 6);
  });

  it('estimates logits within the bound that the norms give', () => {
    fc.assert(
      fc.property(projections, values(WIDTH), fc.constantFrom(127, 63), (projection, state, largestStep) => {
        const { steps, scales, shifts, errorNorms } = screeningWeights(projection, largestStep);
        // A state as the network's dynamic quantisation would round it.
        const rounded = state.map((value) => Math.round(value * 50) / 50);
        const lost = norm(state.map((value, index) => value - rounded[index]!));
        for (let token = 0; token < 4; token++) {
          let exact = 0;
          let estimate = shifts[token]!;
          for (let index = 0; index < WIDTH; index++) {
            const { normScale, normShift, tokens } = projection;
            exact += (state[index]! * normScale[index]! + normShift[index]!) * tokens[token * WIDTH + index]!;
            estimate += rounded[index]! * steps[index * 4 + token]! * scales[token]!;
          }
          const bound = lost * errorNorms[token]! + norm(state) * errorNorms[4 + token]!;
          expect(Math.abs(exact - estimate)).toBeLessThanOrEqual(bound + 1e-5);
        }
      }),
    );
  });

  it('stays within the largest step', () => {
    fc.assert(
      fc.property(projections, (projection) => {
        const { steps } = screeningWeights(projection, 63);
        expect(steps.every((step) => Math.abs(step) <= 63)).toBe(true);
      }),
    );
  });

  it('takes a token of zeros, as paddings of a vocabulary are', () => {
    const zeros = new Float32Array(WIDTH);
    const { steps, scales } = screeningWeights({ tokens: zeros, normScale: zeros.map(() => 1), normShift: zeros }, 127);
    expect([...steps]).toEqual([0, 0, 0, 0, 0, 0]);
    expect(scales[0]).toBeGreaterThan(0);
  });
});

function norm(vector: Float32Array): number {
  return Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
}
