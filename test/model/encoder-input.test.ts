import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encoderInput } from '../../src/model/encoder-input.ts';

describe('encoderInput', () => {
  it('computes one position of silence for all of them, and the last one', () => {
    // 16 000 samples: frames from 102 on are silent, convolutions from position 52 on.
    const { sampleCount, positions } = encoderInput(16_000);
    expect(sampleCount).toBe(54 * 320);
    expect(Array.from(positions, Number)).toEqual([
      ...Array.from({ length: 53 }, (_, position) => position),
      ...Array.from({ length: 1446 }, () => 52),
      53,
    ]);
  });

  it('computes everything where the audio leaves no silence to share', () => {
    const { sampleCount, positions } = encoderInput(480_000);
    expect(sampleCount).toBe(480_000);
    expect(Array.from(positions, Number)).toEqual(Array.from({ length: 1500 }, (_, position) => position));
  });

  it('takes the audio whole, and names only positions that are computed', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 480_000 }), (audioSamples) => {
        const { sampleCount, positions } = encoderInput(audioSamples);
        expect(sampleCount).toBeGreaterThanOrEqual(audioSamples);
        expect(sampleCount).toBeLessThanOrEqual(480_000);
        expect(positions).toHaveLength(1500);
        expect(positions.every((position) => position >= 0n && position < BigInt(sampleCount / 320))).toBe(true);
      }),
    );
  });
});
