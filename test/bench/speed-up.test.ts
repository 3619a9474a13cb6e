import { describe, expect, it } from 'vitest';
import { measuredPoints } from '../../src/bench/point-name.ts';
import { speedUps } from '../../src/bench/speed-up.ts';
import { exampleSweep } from './example-sweep.ts';

describe('speedUps', () => {
  const points = measuredPoints(exampleSweep().points);

  it('compares the fastest point at each number of cores with that at the least', () => {
    const [fast, slow] = points;
    const oneCore = { ...slow!, workers: 1, threads: 1 };
    const twoCores = { ...fast!, workers: 1, threads: 2 };
    const slower = { ...slow!, workers: 2, threads: 1 };
    expect(speedUps([slower, twoCores, oneCore])).toEqual([
      { cores: 1, point: oneCore, factor: 1 },
      { cores: 2, point: twoCores, factor: 18.25 / 9.5 },
    ]);
  });

  it('has nothing to compare without points', () => {
    expect(speedUps([])).toEqual([]);
  });
});
