import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { monotonicClock } from '../src/clock.ts';

describe('monotonicClock', () => {
  it('counts seconds', async () => {
    const startSeconds = monotonicClock();
    await sleep(100);
    const elapsedSeconds = monotonicClock() - startSeconds;
    // Timers may fire a millisecond early; only a stopped machine takes a minute.
    expect(elapsedSeconds).toBeGreaterThan(0.098);
    expect(elapsedSeconds).toBeLessThan(60);
  });
});
