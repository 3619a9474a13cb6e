import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DecodedWindow } from '../../src/decode/window-job.ts';
import { createLanguagePin, WindowLanguage } from '../../src/decode/window-language.ts';
import { WhisperBatchError } from '../../src/errors.ts';
import { Crew } from '../../src/pool/crew.ts';
import type { TranscribingWorker } from '../../src/pool/transcribing-worker.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { decodedWindow } from '../helpers/stub-queue.ts';

const turn = () => new Promise((resolve) => setImmediate(resolve));
const turns = async (count: number) => {
  for (let left = count; left > 0; left--) await turn();
};

/** A window: turns it takes, and how many of its tries end the worker; `alone` ones take others along. */
interface Plan {
  readonly turns: number;
  readonly failures: number;
}

/** Workers of a crew that live in this thread, and what was seen of them. */
function stage({ workers, batchSize, plans }: { workers: number; batchSize: number; plans: readonly Plan[] }) {
  const seen = { alive: 0, mostAlive: 0, started: 0, mostHeld: 0, companionsOfRetries: 0 };
  const tries = new Map<number, number>();
  const startWorker = (): TranscribingWorker => {
    seen.started++;
    seen.mostAlive = Math.max(seen.mostAlive, ++seen.alive);
    const held = new Map<number, (error: WhisperBatchError) => void>();
    let isClosed = false;
    const fail = () => {
      for (const reject of held.values()) reject(new WhisperBatchError('WORKER_FAILED', 'died', 'again'));
      held.clear();
    };
    return {
      loadSeconds: turns(2).then(() => 3),
      transcribe: ({ samples }) =>
        new Promise<DecodedWindow>((resolve, reject) => {
          const window = samples[0]!;
          const count = (tries.get(window) ?? 0) + 1;
          tries.set(window, count);
          held.set(window, reject);
          seen.mostHeld = Math.max(seen.mostHeld, held.size);
          if ([...held.keys()].some((each) => tries.get(each) === 2)) {
            seen.companionsOfRetries = Math.max(seen.companionsOfRetries, held.size - 1);
          }
          const plan = plans[window]!;
          void turns(plan.turns).then(() => {
            if (!held.has(window)) return;
            if (count <= plan.failures) fail();
            else {
              held.delete(window);
              resolve(decodedWindow([window]));
            }
          });
        }),
      close: async () => {
        await turn();
        if (!isClosed) seen.alive--;
        isClosed = true;
      },
    };
  };
  return { seen, crew: new Crew({ workers, batchSize, startWorker }) };
}

const request = {
  prompt: [],
  rules: { endToken: 9, suppressTokens: [], beginSuppressTokens: [], timestamps: undefined },
  maxNewTokens: 1,
};
const task = (window: number) => ({ ...request, samples: Float32Array.of(window) });

describe('Crew', () => {
  it('settles every window, tries none more than twice, and is whole afterwards, whatever fails', async () => {
    const plan = fc.record({
      turns: fc.integer({ min: 0, max: 6 }),
      failures: fc.constantFrom(0, 0, 0, 0, 1, 2, 3),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 4 }),
        fc.array(plan, { minLength: 1, maxLength: 25 }),
        async (workers, batchSize, plans) => {
          const { seen, crew } = stage({ workers, batchSize, plans });
          const settled = await Promise.allSettled(plans.map((_, window) => crew.transcribe(task(window))));
          // A window that needs a third try fails; no other one does.
          expect(settled.map(({ status }) => status)).toEqual(
            plans.map(({ failures }) => (failures < 2 ? 'fulfilled' : 'rejected')),
          );
          expect(seen.mostHeld).toBeLessThanOrEqual(batchSize);
          expect(seen.companionsOfRetries).toBe(0);
          expect(seen.mostAlive).toBeLessThanOrEqual(workers);
          expect(await crew.load()).toBe(3);
          expect(seen.alive).toBe(workers);
          await crew.close();
          expect(seen.alive).toBe(0);
        },
      ),
      { numRuns: 200 },
    );
  });

  it('gives windows to the least busy worker', async () => {
    const plans = Array.from({ length: 4 }, () => ({ turns: 5, failures: 0 }));
    const { seen, crew } = stage({ workers: 2, batchSize: 4, plans });
    await crew.load();
    await Promise.all(plans.map((_, window) => crew.transcribe(task(window))));
    expect(seen.mostHeld).toBe(2);
    await crew.close();
  });

  it('rejects what no worker has taken once it is cancelled, and starts no worker anew', async () => {
    const plans = Array.from({ length: 3 }, () => ({ turns: 3, failures: 1 }));
    const { seen, crew } = stage({ workers: 1, batchSize: 1, plans });
    await crew.load();
    const windows = plans.map((_, window) => rejectionOf(crew.transcribe(task(window))));
    crew.cancel();
    expect((await rejectionOf(crew.transcribe(task(plans.length)))).code).toBe('CANCELLED');
    await Promise.all(windows).then((errors) => {
      expect(errors.map(({ code }) => code)).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED']);
    });
    await crew.close();
    expect(seen.started).toBeLessThanOrEqual(2);
  });

  it('does not open a model again that cannot be opened, and says why of every window', async () => {
    const error = new WhisperBatchError('MODEL_DAMAGED', 'no such model', 'Try again.');
    let started = 0;
    const startWorker = (): TranscribingWorker => {
      started++;
      return {
        loadSeconds: Promise.reject(error),
        transcribe: () => Promise.reject(new Error('never asked')),
        close: () => Promise.resolve(),
      };
    };
    const crew = new Crew({ workers: 2, batchSize: 1, startWorker });
    const window = rejectionOf(crew.transcribe(task(0)));
    expect((await rejectionOf(crew.load())).message).toBe('no such model');
    expect(await window).toEqual({ code: 'MODEL_DAMAGED', message: 'no such model', remedy: 'Try again.' });
    expect(started).toBe(2);
    await crew.close();
  });

  it('keeps no window waiting for a language that its lost window was to tell, where no worker is left for that one', async () => {
    const died = new WhisperBatchError('WORKER_FAILED', 'died', 'again');
    const pin = createLanguagePin();
    const decoded: number[] = [];
    let started = 0;
    // As a worker does it: windows wait until the language is known, or until they are the ones to tell it.
    const decode = async (window: number): Promise<DecodedWindow> => {
      const language = new WindowLanguage({ pin, windowIndex: window, languageTokens: [1] });
      while (!language.isKnown && !language.isDue) await turn();
      if (language.isDue) language.detect(Float32Array.of(0, 9), false);
      decoded.push(window);
      return decodedWindow([window]);
    };
    const startWorker = (): TranscribingWorker => {
      const number = started++;
      return {
        loadSeconds: number < 2 ? Promise.resolve(1) : turn().then(() => Promise.reject(died)),
        transcribe: ({ samples }) => (number === 0 ? turns(2).then(() => Promise.reject(died)) : decode(samples[0]!)),
        close: () => Promise.resolve(),
      };
    };
    const crew = new Crew({ workers: 2, batchSize: 2, startWorker });
    await crew.load();
    const windows = [0, 1, 2, 3, 4].map((windowIndex) =>
      crew.transcribe({ ...task(windowIndex), question: { pin, windowIndex, languageTokens: [1] } }),
    );
    expect((await Promise.all(windows)).map(({ tokens }) => tokens)).toEqual([[0], [1], [2], [3], [4]]);
    expect([started, decoded.toSorted()]).toEqual([4, [0, 1, 2, 3, 4]]);
    await crew.close();
  });
});
