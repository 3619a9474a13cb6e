import { describe, expect, it } from 'vitest';
import { createSilentRun } from '../../src/audio/silent-run.ts';

function runOf(count: number) {
  const run = createSilentRun();
  for (let index = 0; index < count; index++) run.add(Float32Array.of(index));
  return { length: run.length(), numbers: run.steps().map(([number]) => number) };
}

describe('createSilentRun', () => {
  it('holds all of four seconds', () => {
    expect(runOf(125)).toEqual({ length: 125, numbers: Array.from({ length: 125 }, (_, index) => index) });
  });

  it('holds the first half second and the end of a longer silence', () => {
    const { length, numbers } = runOf(1000);
    expect(length).toBe(1000);
    expect(numbers).toHaveLength(125);
    expect(numbers.slice(15, 17)).toEqual([15, 891]);
    expect(numbers.at(-1)).toBe(999);
  });
});
