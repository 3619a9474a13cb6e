import { describe, expect, it } from 'vitest';
import { stepsIn } from '../../src/audio/speech-steps.ts';

describe('stepsIn', () => {
  it('counts steps of 32 ms, the nearest whole number', () => {
    expect([0, 0.1, 0.5, 3].map(stepsIn)).toEqual([0, 3, 16, 94]);
  });
});
