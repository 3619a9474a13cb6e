import { describe, expect, it, onTestFinished } from 'vitest';
import { startWorkerPool, type WorkerPool, type WorkerPoolOptions } from '../../src/pool/worker-pool.ts';
import { rejectionOf } from '../helpers/error-of.ts';

const rules = { endToken: 9, suppressTokens: [], beginSuppressTokens: [], timestamps: undefined };

describe('startWorkerPool', () => {
  it('has room for a batch in each worker', () => {
    expect(start({ workers: 3, batchSize: 4 }).capacity).toBe(12);
  });

  it.each([1, 8])('loads the model exactly once in each worker when a worker takes %i windows', async (batchSize) => {
    const pool = start({ workers: 3, batchSize });
    const slowest = await pool.load();
    const windows = await Promise.all(Array.from({ length: 12 }, (_, index) => transcribe(pool, index)));
    const loadsByThread = new Map(windows.map(({ timings }) => [timings.encodeSeconds, timings.decoderSeconds]));
    expect([...loadsByThread.values()]).toEqual([1, 1, 1]);
    // The stand-in reports its thread's number as its seconds.
    expect(slowest).toBe(Math.max(...loadsByThread.keys()));
  });

  it('copies samples to a worker and gives back what was decoded from them', async () => {
    const pool = start();
    const samples = Float32Array.of(5, 6);
    const window = await pool.transcribe({ samples, prompt: [1, 2], rules, maxNewTokens: 10 });
    expect(window.tokens).toEqual([5, 6, 1, 2]);
    // Kept for a second try.
    expect(samples).toEqual(Float32Array.of(5, 6));
  });

  it('rejects with what a worker met', async () => {
    const expected = { code: 'MODEL_DAMAGED', message: 'no such model', remedy: 'Try again.' };
    const pool = start({ modelFolder: 'unloadable', workers: 2 });
    expect(await rejectionOf(pool.load())).toEqual(expected);
  });

  it('rejects a window that two workers died of, and only that', async () => {
    const pool = start({ modelFolder: 'dies', workers: 2, batchSize: 1 });
    await pool.load();
    const [dead, alive] = [transcribe(pool, 1), transcribe(pool, 2)];
    expect(await rejectionOf(dead)).toEqual({
      code: 'WORKER_FAILED',
      message:
        'Two workers failed at the same window, the second one with nothing else to do. ' +
        'A worker thread ended unexpectedly: worker exited with code: 3.',
      remedy: 'Run again with fewer --workers or a smaller --batch-size; if it recurs, please report it.',
    });
    expect((await alive).tokens).toEqual([2, 0]);
    expect((await transcribe(pool, 4)).tokens).toEqual([4, 0]);
  });

  it('lets every worker know that the run is cancelled', async () => {
    const pool = start({ modelFolder: 'slow', workers: 2 });
    const windows = [1, 2, 3].map((value) => rejectionOf(transcribe(pool, value)));
    pool.cancel();
    expect((await Promise.all(windows)).map(({ code }) => code)).toEqual(['CANCELLED', 'CANCELLED', 'CANCELLED']);
  });

  it('calls an answer that is not a window a defect', async () => {
    const pool = start({ modelFolder: 'odd' });
    expect((await rejectionOf(transcribe(pool, 1))).message).toBe('Expected a transcribed window, found released.');
  });

  it('closes although a worker cannot load its model or has died', async () => {
    for (const modelFolder of ['unloadable', 'dies']) {
      const pool = start({ modelFolder, workers: 2 }, 'closed by the test');
      await pool.load().catch(() => undefined);
      await transcribe(pool, 1).catch(() => undefined);
      await expect(pool.close()).resolves.toBeUndefined();
    }
  });

  it.each([1, 3])('waits for windows under way when it is closed, %i a worker', async (batchSize) => {
    const pool = start({ modelFolder: 'slow', workers: 2, batchSize }, 'closed by the test');
    const windows = [1, 2, 3].map((value) => transcribe(pool, value));
    await pool.close();
    expect((await Promise.all(windows)).map(({ tokens }) => tokens[0])).toEqual([1, 2, 3]);
  });
});

describe('the transcribing worker', () => {
  it('answers a model folder that does not exist with its error', async () => {
    const options = {
      modelFolder: '/nowhere/at-all',
      tokenizerPath: 't',
      workers: 1,
      batchSize: 1,
      threads: 1,
      allowSpinning: false,
      wordTimestamps: false,
    };
    const pool = startWorkerPool(options);
    onTestFinished(() => pool.close());
    expect(await rejectionOf(pool.load())).toEqual({
      code: 'MODEL_NOT_FOUND',
      message: 'Expected a model folder at /nowhere/at-all, found nothing.',
      remedy: 'Give the folder with --model-dir.',
    });
  });
});

function start(options: Partial<WorkerPoolOptions> = {}, closing = 'after the test'): WorkerPool {
  const defaults = {
    modelFolder: 'any',
    tokenizerPath: 'tokenizer.json',
    workers: 1,
    batchSize: 2,
    threads: 1,
    allowSpinning: false,
    wordTimestamps: false,
  };
  const filename = new URL('../fixtures/workers/transcriber.mjs', import.meta.url).href;
  const pool = startWorkerPool({ ...defaults, ...options }, { module: { filename, execArgv: [] } });
  if (closing === 'after the test') onTestFinished(() => pool.close());
  return pool;
}

function transcribe(pool: WorkerPool, sample: number) {
  return pool.transcribe({ samples: Float32Array.of(sample), prompt: [0], rules, maxNewTokens: 10 });
}
