import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ByteQueue } from '../../src/audio/byte-queue.ts';
import { seededNoise } from './recordings.ts';

const noise = Uint8Array.from(seededNoise(300_000), (sample) => 128 + 127 * sample);

describe('ByteQueue', () => {
  it('holds what was added and not forgotten, in order', () => {
    const step = fc.tuple(fc.integer({ min: 0, max: 50_000 }), fc.integer({ min: 0, max: 50_000 }));
    fc.assert(
      fc.property(fc.array(step, { maxLength: 6 }), (steps) => {
        const queue = new ByteQueue();
        let [from, to] = [0, 0];
        for (const [added, forgotten] of steps) {
          queue.push(noise.subarray(to, to + added));
          to += added;
          const count = Math.min(forgotten, to - from);
          queue.forget(count);
          from += count;
          expect(Buffer.from(queue.bytes).equals(noise.subarray(from, to))).toBe(true);
        }
      }),
      { numRuns: 25 },
    );
  });
});
