import { describe, expect, it } from 'vitest';
import { overlapOf } from '../../src/stitch/overlap.ts';
import { window } from './heard-windows.ts';

const segments = [{ startSeconds: 25, endSeconds: 30, text: 'aa bb' }];

describe('overlapOf', () => {
  it('is what the second window begins with', () => {
    const right = { ...window(25, 55, 'aa bb'), overlapSeconds: 5 };
    expect(overlapOf(window(0, 30, 'aa'), right)).toEqual({ startSeconds: 25, endSeconds: 30, hasMarkedTimes: false });
  });

  it('has marked times where both windows have them', () => {
    const right = { ...window(25, 55, 'aa bb'), overlapSeconds: 5, segments };
    expect(overlapOf({ ...window(0, 30, 'aa bb'), segments }, right).hasMarkedTimes).toBe(true);
    expect(overlapOf(window(0, 30, 'aa bb'), right).hasMarkedTimes).toBe(false);
  });
});
