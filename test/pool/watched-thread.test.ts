import { describe, expect, it, onTestFinished } from 'vitest';
import { WhisperBatchError } from '../../src/errors.ts';
import { hasStuckThreads } from '../../src/pool/stuck-threads.ts';
import { startWatchedThread, type WatchedThread } from '../../src/pool/watched-thread.ts';
import { rejectionOf } from '../helpers/error-of.ts';

/** What `scripted.mjs` understands. */
interface Task {
  readonly value?: number;
  readonly busyMs?: number;
  readonly exitCode?: number;
}

const filename = new URL('../fixtures/workers/scripted.mjs', import.meta.url).href;
/** Longer than a thread takes to start on a busy machine. */
const SHORT_SILENCES = { first: 4, least: 4, perAudioSecond: 0, timesLongest: 0, cancelled: 0.4 };

describe('startWatchedThread', () => {
  it('gives what the thread answers, and the thread where to count its native calls', async () => {
    const thread = start();
    const reply = await thread.run({ value: 5 });
    expect(reply.value).toBe(5);
    expect(reply.workerData).toHaveLength(2);
  });

  it('ends a thread that hangs outside native calls, and rejects all it held', async () => {
    const thread = start();
    const tasks = [rejectionOf(thread.run({ busyMs: 60_000 }, [], 1.5)), rejectionOf(thread.run({ value: 1 }, [], 2))];
    const messages = (await Promise.all(tasks)).map(({ message }) => message);
    expect(messages[0]).toMatch(/^silent for [4-9] s with 3\.5 s of audio$/);
    expect(messages[1]).toBe(messages[0]);
    expect(hasStuckThreads()).toBe(false);
    expect((await rejectionOf(thread.run({ value: 2 }))).message).toBe(messages[0]);
    await thread.close({});
  });

  it('waits less for one that is silent after the run was cancelled', async () => {
    const stop = new AbortController();
    const thread = start(stop.signal, { ...SHORT_SILENCES, first: 600, least: 600 });
    const task = rejectionOf(thread.run({ busyMs: 60_000 }));
    stop.abort();
    expect((await task).message).toBe('cancelled');
  });

  it('closes a thread that died', async () => {
    const thread = start();
    expect((await rejectionOf(thread.run({ exitCode: 3 }))).code).toBe('WORKER_FAILED');
    await thread.close({});
  });
});

function start(signal = new AbortController().signal, silenceLimits = SHORT_SILENCES) {
  const thread: WatchedThread<Task, { value: number; workerData: Int32Array }> = startWatchedThread({
    module: { filename, execArgv: [] },
    silenceLimits,
    tasksPerThread: 1,
    workerData: (nativeWork) => nativeWork,
    pace: { isKnown: false, longestSeconds: 0 },
    isCancelled: () => signal.aborted,
    describeHung: (silentSeconds, audioSeconds) =>
      new WhisperBatchError(
        'WORKER_HUNG',
        `silent for ${silentSeconds.toFixed(0)} s with ${audioSeconds.toFixed(1)} s of audio`,
        '',
      ),
    describeCancelled: () => new WhisperBatchError('CANCELLED', 'cancelled', ''),
  });
  onTestFinished(() => thread.close({}));
  return thread;
}
