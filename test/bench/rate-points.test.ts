import { describe, expect, it } from 'vitest';
import { medianFigures, ratePoints } from '../../src/bench/rate-points.ts';
import { figuresOf, gridPoints, pointFigures, exampleBoundShare as boundShare } from './example-sweep.ts';

const [first, second, third] = gridPoints();

describe('ratePoints', () => {
  it('gives each point the median and the spread of its repetitions, and marks the best', () => {
    const points = ratePoints([
      { point: first!, repetitions: [10, 14, 11].map((speed) => figuresOf(speed, 5)), failure: undefined },
      { point: second!, repetitions: [figuresOf(9, 6)], failure: undefined },
    ]);
    expect(points).toMatchObject([
      { id: first!.id, spread: { min: 10, max: 14 }, isParetoBest: true, isRecommended: true },
      { id: second!.id, spread: { min: 9, max: 9 }, isParetoBest: false, isRecommended: false },
    ]);
    expect(points[0]?.median?.throughputAudioSecondsPerSecond).toBe(11);
  });

  it('never marks a point that failed, whatever it did before', () => {
    const error = { code: 'WORKER_FAILED', message: 'It ended.', remedy: 'Wait.' } as const;
    const points = ratePoints([
      { point: first!, repetitions: [figuresOf(99, 1)], failure: error },
      { point: second!, repetitions: [figuresOf(9, 6)], failure: undefined },
      { point: third!, repetitions: [], failure: error },
    ]);
    expect(points.map(({ isParetoBest, isRecommended }) => [isParetoBest, isRecommended])).toEqual([
      [false, false],
      [true, true],
      [false, false],
    ]);
    expect(points[0]?.failure).toEqual({ code: 'WORKER_FAILED', message: 'It ended.' });
    expect(points[2]).toEqual({
      ...third!,
      repetitions: [],
      failure: points[0]!.failure,
      isParetoBest: false,
      isRecommended: false,
    });
  });
});

describe('medianFigures', () => {
  it('takes each figure by itself', () => {
    const runs = [figuresOf(10, 3, 5), figuresOf(12, 1, 4), figuresOf(11, 2, 9)];
    expect(medianFigures(runs)).toEqual(figuresOf(11, 2, 5));
  });

  it('keeps what only some systems tell', () => {
    const runs = [1, 2, 3].map((cgroupPeakBytes) => pointFigures({ cgroupPeakBytes, boundShare }));
    expect(medianFigures(runs)).toEqual(pointFigures({ cgroupPeakBytes: 2, boundShare }));
  });

  it('has none of nothing', () => {
    expect(medianFigures([])).toBeUndefined();
  });
});
