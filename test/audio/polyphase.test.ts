import { describe, expect, it } from 'vitest';
import { createPolyphase } from '../../src/audio/polyphase.ts';
import { sine } from './recordings.ts';

describe('createPolyphase', () => {
  it.each([
    [8000, 16_000],
    [44_100, 32_000],
    [48_000, 32_000],
    [16_001, 16_000],
  ])('puts output sample n of %d to %d Hz where it belongs in time', (fromHz, toHz) => {
    const rate = Math.min(fromHz, toHz);
    const filter = createPolyphase({ fromHz, toHz, passHz: 0.3 * rate, stopHz: 0.5 * rate });
    const output = filter.push(sine(500, 0.1, fromHz));
    const ideal = sine(500, 0.1, toHz);
    expect(output.length).toBeGreaterThan(0.08 * toHz);
    for (let n = 100; n < output.length; n++) expect(output[n]).toBeCloseTo(ideal[n]!, 3);
  });

  it('holds back what it cannot decide yet', () => {
    const filter = createPolyphase({ fromHz: 44_100, toHz: 16_000, passHz: 7000, stopHz: 9000 });
    expect(filter.push(new Float32Array(10))).toHaveLength(0);
  });
});
