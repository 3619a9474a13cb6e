import { describe, expect, it } from 'vitest';
import { describeNoise } from '../../src/bench/calibration-noise.ts';
import { exampleCalibration } from './example-calibration.ts';

const [products, keys] = exampleCalibration().measurements;

describe('describeNoise', () => {
  it('has nothing to say of steady rounds', () => {
    expect(describeNoise(exampleCalibration())).toBeUndefined();
  });

  it('says which probe was disturbed and how much', () => {
    const measurements = [products!, { ...keys!, medianPerSecond: 15e9 }];
    expect(describeNoise(exampleCalibration({ measurements }))).toBe(
      '"keys" ran at 50 % of its best in its median round: something else uses this processor; ' +
        'calibrate again when it is idle',
    );
  });

  it('does not mind a probe that another one beats', () => {
    const slow = { ...keys!, name: 'slow', bestPerSecond: 29e9, medianPerSecond: 1e9 };
    expect(describeNoise(exampleCalibration({ measurements: [products!, slow, keys!] }))).toBeUndefined();
  });
});
