import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { hasStuckThreads } from '../../src/pool/stuck-threads.ts';
import { startWorkerPool, type WorkerPool } from '../../src/pool/worker-pool.ts';
import { SILENCE_LIMITS } from '../../src/pool/watchdog.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const rules = { endToken: 9, suppressTokens: [], beginSuppressTokens: [], timestamps: undefined };
const remedy = 'Run again with fewer --workers or a smaller --batch-size; if it recurs, please report it.';
const hungRemedy = 'Run again with fewer --workers or --threads; if it recurs, please report it.';
const twice = 'Two workers failed at the same window, the second one with nothing else to do.';

const FAULTS = {
  'reports an error of ONNX Runtime': {
    fault: 0,
    code: 'WORKER_FAILED',
    message: 'A worker could not decode a window: Non-zero status code returned while running MatMul node.',
    remedy,
  },
  throws: { fault: 1, code: 'WORKER_FAILED', message: 'A worker thread ended unexpectedly: thrown.', remedy },
  exits: {
    fault: 2,
    code: 'WORKER_FAILED',
    message: 'A worker thread ended unexpectedly: worker exited with code: 7.',
    remedy,
  },
  'is ended by a stray error': {
    fault: 3,
    code: 'WORKER_FAILED',
    message: 'A worker thread ended unexpectedly: stray.',
    remedy,
  },
  'hangs in JavaScript': { fault: 4, code: 'WORKER_HUNG', message: /^A worker finished no step of its work for \d s/ },
  'runs out of memory': {
    fault: 5,
    code: 'WORKER_FAILED',
    message:
      'A worker thread ended unexpectedly: Worker terminated due to reaching memory limit: JS heap out of memory.',
    remedy,
  },
} as const;

describe.each(Object.entries(FAULTS))('a worker that %s', (_, { fault, code, message }) => {
  const silenceLimits = code === 'WORKER_HUNG' ? SHORT_SILENCES : SILENCE_LIMITS;

  it('costs its windows one more try, and is replaced', async () => {
    const pool = start({ silenceLimits });
    const windows = [0, 1, 2, 3, 4, 5].map((window) => transcribe(pool, [fault, window, window === 2 ? 1 : 0]));
    expect((await Promise.all(windows)).map(({ tokens }) => tokens[0])).toEqual([0, 1, 2, 3, 4, 5]);
    await expectWholeCrew(pool);
  });

  it('fails only the window that fails a second time', async () => {
    const pool = start({ silenceLimits });
    const bad = rejectionOf(transcribe(pool, [fault, 0, 2]));
    const others = [1, 2, 3, 4, 5].map((window) => transcribe(pool, [fault, window, 0]));
    const error = await bad;
    expect(error.code).toBe(code);
    expect(error.message.startsWith(`${twice} `)).toBe(true);
    expect(error.message.slice(twice.length + 1)).toMatch(message);
    expect(error.remedy).toBe(code === 'WORKER_HUNG' ? hungRemedy : remedy);
    expect((await Promise.all(others)).map(({ tokens }) => tokens[0])).toEqual([1, 2, 3, 4, 5]);
    await expectWholeCrew(pool);
  });
});

describe('a worker inside ONNX Runtime for too long', () => {
  it('is given up and not ended, which would abort the process, and the others go on', async () => {
    const pool = start({ silenceLimits: SHORT_SILENCES });
    const windows = [0, 1, 2, 3].map((window) => transcribe(pool, [6, window, window === 0 ? 1 : 0]));
    expect((await Promise.all(windows)).map(({ tokens }) => tokens[0])).toEqual([0, 1, 2, 3]);
    expect(hasStuckThreads()).toBe(true);
    await expectWholeCrew(pool);
    // It comes back after all and may be ended then.
    await expect.poll(hasStuckThreads, { timeout: 20_000 }).toBe(false);
  });

  it('does not keep a cancelled run from ending', async () => {
    const pool = start({ silenceLimits: { ...SHORT_SILENCES, first: 600, least: 600, cancelled: 0.4 } });
    const windows = [0, 1].map((window) => rejectionOf(transcribe(pool, [6, window, 1])));
    await new Promise((resolve) => setTimeout(resolve, 300));
    pool.cancel();
    const expected = {
      code: 'CANCELLED',
      message: 'Transcription was cancelled before this window was finished.',
      remedy: '',
    };
    expect(await Promise.all(windows)).toEqual([expected, expected]);
    await pool.close();
    await expect.poll(hasStuckThreads, { timeout: 20_000 }).toBe(false);
  });
});

describe('a worker that dies while it opens the model', () => {
  it('is started once more', async () => {
    expect(await start({ name: 'exits-1' }).load()).toBe(1);
  });

  it('fails the start when it dies again, and every window with it', async () => {
    const pool = start({ name: 'exits-9' });
    const expected = {
      code: 'WORKER_FAILED',
      message: 'A worker thread ended unexpectedly: worker exited with code: 9.',
      remedy,
    };
    const windows = [0, 1, 2, 3, 4, 5].map((window) => rejectionOf(transcribe(pool, [0, window, 0])));
    expect(await rejectionOf(pool.load())).toEqual(expected);
    expect(await Promise.all(windows)).toEqual(windows.map(() => expected));
    expect(await rejectionOf(transcribe(pool, [0, 6, 0]))).toEqual(expected);
  });
});

/** Longer than a thread takes to start on a busy machine. */
const SHORT_SILENCES = { first: 4, least: 4, perAudioSecond: 0, timesLongest: 0, cancelled: 4 };

function start({ name = 'model', silenceLimits = SILENCE_LIMITS } = {}): WorkerPool {
  const modelFolder = join(temporaryFolder(), name);
  mkdirSync(modelFolder);
  const module = { filename: new URL('../fixtures/workers/faulty.mjs', import.meta.url).href, execArgv: [] };
  const pool = startWorkerPool(
    {
      modelFolder,
      tokenizerPath: 't',
      workers: 2,
      batchSize: 2,
      threads: 1,
      allowSpinning: false,
      wordTimestamps: false,
    },
    { module, silenceLimits, heapLimitMib: 24 },
  );
  onTestFinished(() => pool.close());
  return pool;
}

function transcribe(pool: WorkerPool, samples: readonly number[]) {
  return pool.transcribe({ samples: Float32Array.from(samples), prompt: [0], rules, maxNewTokens: 10 });
}

let nextWindow = 1000;

/** Two workers are at work again, each with as many windows as it may have. */
async function expectWholeCrew(pool: WorkerPool): Promise<void> {
  await expect
    .poll(
      async () => {
        const windows = await Promise.all([0, 0, 0, 0].map(() => transcribe(pool, [0, nextWindow++, 0])));
        return [...new Set(windows.map(({ timings }) => timings.encodeSeconds))].map((thread) =>
          Math.max(...windows.filter((w) => w.timings.encodeSeconds === thread).map((w) => w.timings.decoderSeconds)),
        );
      },
      { timeout: 20_000 },
    )
    .toEqual([2, 2]);
}
