import { describe, expect, it } from 'vitest';
import { createSweepListener, describeStanding } from '../../src/bench/sweep-progress.ts';
import { gridPoints } from './example-sweep.ts';

const standing = { pointNumber: 3, pointCount: 8, repetition: 2, repetitionCount: 3, secondsLeft: 130 };

describe('createSweepListener', () => {
  it('says everything in one line each', () => {
    const lines: string[] = [];
    const listener = createSweepListener({
      show: (line) => lines.push(line),
      note: (line) => lines.push(`note: ${line}`),
      fail: (line) => lines.push(`fail: ${line}`),
    });
    listener.resumed(5, 16);
    listener.warmingUp();
    listener.runStarted(standing);
    listener.pointFailed(gridPoints()[0]!, { code: 'WORKER_FAILED', message: 'It\nended.', remedy: '' });
    expect(lines).toEqual([
      'note: 5 of 16 runs already measured; --force measures them anew',
      'warming up: one run that is not measured',
      'point 3 of 8, repetition 2 of 3, about 2 min left',
      'fail: FAILED w1-t1-b4-fp32-spin0: WORKER_FAILED: It ended.',
    ]);
  });
});

describe('describeStanding', () => {
  it.each([
    [0, '1 s'],
    [12.2, '13 s'],
    [89.5, '90 s'],
    [90, '2 min'],
    [600, '10 min'],
  ])('says of %d s left "about %s"', (secondsLeft, text) => {
    expect(describeStanding({ ...standing, secondsLeft })).toBe(`point 3 of 8, repetition 2 of 3, about ${text} left`);
  });
});
