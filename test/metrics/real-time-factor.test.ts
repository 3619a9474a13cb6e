import { describe, expect, it } from 'vitest';
import { realTimeFactor, throughput } from '../../src/metrics/real-time-factor.ts';

describe('realTimeFactor', () => {
  it('is processing time by audio time, and null without audio', () => {
    expect(realTimeFactor(2, 10)).toBe(0.2);
    expect(realTimeFactor(2, 0)).toBeNull();
  });
});

describe('throughput', () => {
  it('is audio time by wall time, and null without time', () => {
    expect(throughput(10, 2)).toBe(5);
    expect(throughput(10, 0)).toBeNull();
  });
});
