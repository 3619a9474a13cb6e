import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startThreadPool, type ThreadPool, type ThreadPoolOptions } from '../../src/pool/thread-pool.ts';
import { rejectionOf } from '../helpers/error-of.ts';

interface Task {
  readonly value?: unknown;
  readonly busyMs?: number;
  readonly delayMs?: number;
  readonly throws?: string;
  readonly throwsLater?: string;
  readonly exitCode?: number;
}

interface Reply {
  readonly value: unknown;
  readonly threadId: number;
  readonly workerData: unknown;
}

const remedy = 'Run again with fewer --workers or a smaller --batch-size; if it recurs, please report it.';

describe('startThreadPool', () => {
  it('gives tasks to threads and their answers back, in whatever order they come', async () => {
    const pool = start({ threads: 2, workerData: { name: 'shared' } });
    const finished: unknown[] = [];
    const run = async (value: number, delayMs: number) => {
      const reply = await pool.run({ value, delayMs });
      finished.push(reply.value);
      return reply;
    };
    const replies = await Promise.all([run(1, 400), run(2, 0), run(3, 0)]);
    expect(finished.at(-1)).toBe(1);
    expect(replies.map(({ value }) => value)).toEqual([1, 2, 3]);
    expect(replies[0].workerData).toEqual({ name: 'shared' });
  });

  it('keeps ONNX Runtime in its threads from reporting its use over the network', () => {
    delete process.env['ORT_DISABLE_TELEMETRY'];
    start({ threads: 1 });
    expect(process.env['ORT_DISABLE_TELEMETRY']).toBe('1');
  });

  it('gives as many tasks as there are threads to one thread each, also when a thread takes several', async () => {
    const pool = start({ threads: 3, tasksPerThread: 8 });
    const replies = await Promise.all([1, 2, 3].map((value) => pool.run({ value, delayMs: 50 })));
    expect(new Set(replies.map(({ threadId }) => threadId)).size).toBe(3);
  });

  it('never gives a thread more tasks at once than it may have', async () => {
    const pool = start({ threads: 1, tasksPerThread: 2 });
    const startedAt = performance.now();
    await pool.run({});
    const loaded = performance.now();
    await Promise.all([1, 2, 3, 4].map(() => pool.run({ delayMs: 100 })));
    expect(performance.now() - loaded).toBeGreaterThan(195);
    expect(loaded).toBeGreaterThan(startedAt);
  });

  it('moves what is to be moved', async () => {
    const pool = start();
    const samples = Float32Array.of(1, 2, 3);
    expect((await pool.run({ value: samples }, [samples.buffer])).value).toEqual(Float32Array.of(1, 2, 3));
    expect(samples).toHaveLength(0);
  });

  it('passes on what a task throws', async () => {
    const pool = start();
    expect(await rejectionOf(pool.run({ throws: 'no memory' }))).toEqual({
      code: 'WORKER_FAILED',
      message: 'A worker thread ended unexpectedly: no memory.',
      remedy,
    });
  });

  it('rejects what a thread was working on when it ended, and goes on with another thread', async () => {
    const pool = start({ tasksPerThread: 1 });
    const tasks = [pool.run({ exitCode: 7 }), pool.run({ value: 'queued' })];
    expect(await rejectionOf(tasks[0]!)).toEqual({
      code: 'WORKER_FAILED',
      message: 'A worker thread ended unexpectedly: worker exited with code: 7.',
      remedy,
    });
    expect((await tasks[1])?.value).toBe('queued');
    expect((await pool.run({ value: 'later' })).value).toBe('later');
  });

  it('settles every promise when no thread can load its module', async () => {
    const pool = start({ module: stub('fails-to-load'), threads: 2, tasksPerThread: 1 });
    const errors = await Promise.all([1, 2, 3, 4, 5].map((value) => rejectionOf(pool.run({ value }))));
    const expected = {
      code: 'WORKER_FAILED',
      message: 'A worker thread ended unexpectedly: this module cannot be loaded.',
      remedy,
    };
    expect(errors).toEqual(errors.map(() => expected));
    expect(await rejectionOf(pool.run({ value: 'after' }))).toEqual(expected);
  });

  it('rejects every task of a thread that is ended by an error of none of them', async () => {
    const pool = start();
    const others = [1, 2].map(() => rejectionOf(pool.run({ delayMs: 2000 })));
    await pool.run({ throwsLater: 'stray' });
    const message = 'A worker thread ended unexpectedly: stray.';
    expect((await Promise.all(others)).map((error) => error.message)).toEqual([message, message]);
  });

  it('keeps no answer in memory once it was given', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    const pool = start();
    const answers: WeakRef<Reply>[] = [];
    for (let task = 0; task < 20; task++) answers.push(new WeakRef(await pool.run({ value: task })));
    await pool.run({});
    await new Promise((resolve) => setTimeout(resolve, 10));
    collectGarbage();
    expect(answers.filter((answer) => answer.deref() !== undefined).length).toBeLessThan(3);
  });

  it('starts threads when its own process has options that threads do not take', async () => {
    const script = `
      import { startThreadPool } from '${new URL('../../src/pool/thread-pool.ts', import.meta.url).href}';
      const pool = startThreadPool({ module: ${JSON.stringify(stub('scripted'))}, threads: 1, tasksPerThread: 1 });
      console.log((await pool.run({ value: 'answered' })).value);
      await pool.close();`;
    const args = [
      '--max-old-space-size=400',
      '--expose-gc',
      '--import',
      'tsx',
      '--input-type=module',
      '--eval',
      script,
    ];
    expect((await promisify(execFile)(process.execPath, args)).stdout).toBe('answered\n');
  });
});

describe('close', () => {
  it('waits until every thread is idle', async () => {
    const pool = start({ threads: 2, tasksPerThread: 2 }, 'closed by the test');
    await Promise.all([pool.run({ delayMs: 20 }), pool.run({ delayMs: 20 })]);
    // Piscina counts threads that are done wrongly and would end the second one here.
    const tasks = [pool.run({ busyMs: 50, value: 'short' }), pool.run({ busyMs: 500, value: 'long' })];
    await pool.close();
    expect((await Promise.all(tasks)).map(({ value }) => value)).toEqual(['short', 'long']);
  });

  it('ends a pool that nothing was given to, and one whose threads have died', async () => {
    await start({}, 'closed by the test').close();
    const broken = start({ module: stub('fails-to-load') }, 'closed by the test');
    await rejectionOf(broken.run({}));
    await expect(broken.close()).resolves.toBeUndefined();
  });
});

function start(options: Partial<ThreadPoolOptions> = {}, closing = 'after the test'): ThreadPool<Task, Reply> {
  const pool = startThreadPool<Task, Reply>({ module: stub('scripted'), threads: 1, tasksPerThread: 4, ...options });
  if (closing === 'after the test') onTestFinished(() => pool.close());
  return pool;
}

function stub(name: string): ThreadPoolOptions['module'] {
  return { filename: new URL(`../fixtures/workers/${name}.mjs`, import.meta.url).href, execArgv: [] };
}
