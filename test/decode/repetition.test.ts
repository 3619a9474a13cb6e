import { describe, expect, it } from 'vitest';
import { Repetition, repeatedShare } from '../../src/decode/repetition.ts';

function watch(tokens: readonly number[]): Repetition {
  const repetition = new Repetition();
  for (const token of tokens) repetition.add(token);
  return repetition;
}

function repeat(tokens: readonly number[], times: number): number[] {
  return Array.from({ length: times }, () => tokens).flat();
}

describe('Repetition', () => {
  it('takes a sequence that is said four times in a row for a loop, wherever it stands', () => {
    const loop = [9, 8, ...repeat([1, 2, 3], 4), 7, 6];
    expect(watch(loop).isLoop).toBe(true);
    expect(watch(loop.toSpliced(2, 3)).isLoop).toBe(false);
    expect(watch([...repeat([1, 2, 3], 3), 1, 2]).isLoop).toBe(false);
  });

  it('lets a short word be said several times', () => {
    expect(watch(repeat([1], 7)).isLoop).toBe(false);
    expect(watch(repeat([1], 8)).isLoop).toBe(true);
    expect(watch(repeat([1, 2], 5)).isLoop).toBe(false);
    expect(watch(repeat([1, 2], 6)).isLoop).toBe(true);
  });

  it('finds loops of up to 64 tokens', () => {
    const long = Array.from({ length: 64 }, (_, index) => index);
    expect(watch(repeat(long, 4)).isLoop).toBe(true);
    expect(watch(repeat([...long, 64], 4)).isLoop).toBe(false);
  });

  it('knows when a loop will not end, and how much of it says nothing new', () => {
    expect(watch([5, ...repeat([1, 2, 3, 4], 14)]).surplus).toBe(0);
    expect(watch([5, ...repeat([1, 2, 3, 4], 15)]).surplus).toBe(56);
    expect(watch(repeat([1], 60)).surplus).toBe(59);
    // Five times a sentence of 20 tokens may be a song.
    expect(
      watch(
        repeat(
          Array.from({ length: 20 }, (_, index) => index),
          5,
        ),
      ).surplus,
    ).toBe(0);
  });
});

describe('repeatedShare', () => {
  it('counts pairs that were there before', () => {
    expect(repeatedShare([])).toBe(0);
    expect(repeatedShare([1, 2, 3, 4])).toBe(0);
    expect(repeatedShare([1, 2, 1, 2])).toBe(0.25);
    expect(repeatedShare(repeat([1], 10))).toBe(0.8);
  });
});
