import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWindowQueue } from '../../src/batch/window-queue.ts';
import { createLanguagePin } from '../../src/decode/window-language.ts';
import type { DecodedWindow } from '../../src/decode/window-job.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { decodedWindow } from '../helpers/stub-queue.ts';

const request = {
  prompt: [1, 2],
  rules: { endToken: 9, suppressTokens: [], beginSuppressTokens: [], timestamps: undefined },
  maxNewTokens: 5,
};

/** A pool whose windows end when the test says so. */
function heldPool(capacity: number) {
  const held: ((window: DecodedWindow) => void)[] = [];
  const tasks: { readonly samples: Float32Array }[] = [];
  return {
    capacity,
    held,
    tasks,
    transcribe: (task: { readonly samples: Float32Array }) => {
      tasks.push(task);
      return new Promise<DecodedWindow>((resolve) => held.push(resolve));
    },
  };
}

const turn = () => new Promise((resolve) => setImmediate(resolve));

describe('createWindowQueue', () => {
  it('hands windows over with the request of the run', async () => {
    const pool = heldPool(2);
    const queue = createWindowQueue(pool, request, () => 0);
    const samples = Float32Array.of(1);
    const result = queue.transcribe(samples);
    await turn();
    expect(pool.tasks).toEqual([{ samples, ...request }]);
    const question = { pin: createLanguagePin(), windowIndex: 3, languageTokens: [1] };
    void queue.transcribe(samples, { question });
    await turn();
    expect(pool.tasks[1]).toEqual({ samples, ...request, question });
    pool.held[0]?.(decodedWindow([7]));
    expect(await result).toEqual({ waitSeconds: 0, decoded: decodedWindow([7]) });
  });

  it('has no more windows under way than the workers have rows, and room only while none waits', async () => {
    const pool = heldPool(2);
    let seconds = 0;
    const queue = createWindowQueue(pool, request, () => seconds);
    const results = [0, 1, 2].map((value) => queue.transcribe(Float32Array.of(value)));
    let hasRoom = false;
    void queue.hasRoom().then(() => (hasRoom = true));
    await turn();
    expect([pool.tasks.length, hasRoom]).toEqual([2, false]);
    seconds = 4;
    pool.held[0]?.(decodedWindow([]));
    await turn();
    expect([pool.tasks.length, hasRoom]).toEqual([3, true]);
    for (const release of pool.held) release(decodedWindow([]));
    expect((await Promise.all(results)).map(({ waitSeconds }) => waitSeconds)).toEqual([0, 0, 4]);
  });

  it('never exceeds the capacity, whatever order windows end in', async () => {
    const durations = fc.array(fc.integer({ min: 0, max: 5 }), { minLength: 1, maxLength: 20 });
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), durations, async (capacity, turns) => {
        let [underWay, most] = [0, 0];
        const pool = {
          capacity,
          transcribe: async ({ samples }: { readonly samples: Float32Array }) => {
            most = Math.max(most, ++underWay);
            for (let left = turns[samples[0]!]!; left > 0; left--) await turn();
            underWay--;
            return decodedWindow([samples[0]!]);
          },
        };
        const queue = createWindowQueue(pool, request, () => 0);
        const results = [];
        for (const index of turns.keys()) {
          await queue.hasRoom();
          results.push(queue.transcribe(Float32Array.of(index)));
        }
        const tokens = (await Promise.all(results)).map(({ decoded }) => decoded.tokens[0]);
        expect(tokens).toEqual([...turns.keys()]);
        expect(most).toBeLessThanOrEqual(capacity);
      }),
      { numRuns: 30 },
    );
  });

  it('passes a failure on and takes further windows', async () => {
    let failuresLeft = 1;
    const transcribe = () =>
      failuresLeft-- > 0 ? Promise.reject(new Error('worker ended')) : Promise.resolve(decodedWindow([1]));
    const queue = createWindowQueue({ capacity: 1, transcribe }, request, () => 0);
    const [failed, fine] = [queue.transcribe(new Float32Array(1)), queue.transcribe(new Float32Array(1))];
    expect((await rejectionOf(failed)).message).toBe('worker ended');
    expect((await fine).decoded.tokens).toEqual([1]);
  });

  it('begins no further window before the one that ended is kept, so that a kill costs no more than the workers hold', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 12 }), async (capacity, count) => {
        let [begun, kept, most] = [0, 0, 0];
        const pool = {
          capacity,
          transcribe: async () => {
            most = Math.max(most, ++begun - kept);
            await turn();
            return decodedWindow([1]);
          },
        };
        const queue = createWindowQueue(pool, request, () => 0);
        const keep = async () => {
          await turn();
          kept++;
        };
        await Promise.all(Array.from({ length: count }, () => queue.transcribe(Float32Array.of(0), { keep })));
        expect([most, kept]).toEqual([Math.min(capacity, count), count]);
      }),
      { numRuns: 30 },
    );
  });

  it('fails a window that cannot be kept', async () => {
    const queue = createWindowQueue(
      { capacity: 1, transcribe: () => Promise.resolve(decodedWindow([1])) },
      request,
      () => 0,
    );
    const keep = () => Promise.reject(new Error('disk full'));
    expect((await rejectionOf(queue.transcribe(Float32Array.of(0), { keep }))).message).toBe('disk full');
  });
});
