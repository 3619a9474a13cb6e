import { describe, expect, it } from 'vitest';
import { WhisperBatchError } from '../../src/errors.ts';
import { createNativeWork } from '../../src/graph/native-work.ts';
import type { TranscribeTask, WorkerConfig } from '../../src/pool/protocol.ts';
import { createWorkerHandler, type DecoderOpener } from '../../src/pool/worker-handler.ts';
import { END_TOKEN, ScriptedDecoder } from '../helpers/scripted-decoder.ts';

const rules = { endToken: END_TOKEN, suppressTokens: [], beginSuppressTokens: [], timestamps: undefined };

function configuration(): WorkerConfig {
  const cancelFlag = new Int32Array(new SharedArrayBuffer(4));
  return {
    modelFolder: 'model',
    tokenizerPath: 'tokenizer.json',
    batchSize: 4,
    threads: 1,
    allowSpinning: false,
    wordTimestamps: false,
    cancelFlag,
    nativeWork: createNativeWork(),
  };
}

function task(window: number): TranscribeTask {
  return { kind: 'transcribe', samples: Float32Array.of(window), prompt: [1, 2], rules, maxNewTokens: 8 };
}

describe('createWorkerHandler', () => {
  it('opens the model with its first task and only once', async () => {
    const config = configuration();
    const opened: WorkerConfig[] = [];
    const handle = createWorkerHandler(config, (given) => {
      opened.push(given);
      return Promise.resolve(new ScriptedDecoder());
    });
    expect(opened).toEqual([]);
    const replies = await Promise.all([handle({ kind: 'load' }), handle(task(1)), handle({ kind: 'load' })]);
    expect(opened).toEqual([config]);
    expect(replies.map(({ kind }) => kind)).toEqual(['loaded', 'transcribed', 'loaded']);
  });

  it('says how long opening took', async () => {
    const handle = createWorkerHandler(configuration(), async () => {
      await new Promise((resolve) => setTimeout(resolve, 60));
      return new ScriptedDecoder();
    });
    const reply = await handle({ kind: 'load' });
    expect(reply.kind === 'loaded' && reply.loadSeconds).toBeGreaterThan(0.055);
    expect(reply.kind === 'loaded' && reply.loadSeconds).toBeLessThan(30);
    // Asked again it answers the same: it did not open the model again.
    expect(await handle({ kind: 'load' })).toEqual(reply);
  });

  it('decodes tasks that are under way at once together', async () => {
    const network = new ScriptedDecoder();
    const handle = createWorkerHandler(configuration(), () => Promise.resolve(network));
    const replies = await Promise.all([1, 2, 3].map((window) => handle(task(window))));
    expect(replies.every(({ kind }) => kind === 'transcribed')).toBe(true);
    expect(network.calls.slice(0, 4).map((call) => (call.kind === 'step' ? call.feeds.length : call.kind))).toEqual([
      'encode',
      'encode',
      'encode',
      3,
    ]);
  });

  it('answers every task with the error when the model cannot be opened', async () => {
    const open: DecoderOpener = () => Promise.reject(new WhisperBatchError('MODEL_DAMAGED', 'Broken.', 'Mend it.'));
    const handle = createWorkerHandler(configuration(), open);
    const failed = { kind: 'failed', error: { code: 'MODEL_DAMAGED', message: 'Broken.', remedy: 'Mend it.' } };
    expect(await Promise.all([handle({ kind: 'load' }), handle(task(1)), handle({ kind: 'release' })])).toEqual([
      failed,
      failed,
      failed,
    ]);
  });

  it('answers with the error also when opening throws at once', async () => {
    const handle = createWorkerHandler(configuration(), () => {
      throw new TypeError('no such function');
    });
    expect(await handle({ kind: 'load' })).toMatchObject({ kind: 'failed', error: { message: 'no such function' } });
  });

  it('answers a failing window with its error and the next one with its result', async () => {
    let failuresLeft = 1;
    const network = new ScriptedDecoder({
      onRun: () => {
        if (failuresLeft-- > 0) throw new Error('bad allocation');
      },
    });
    const handle = createWorkerHandler(configuration(), () => Promise.resolve(network));
    expect(await handle(task(1))).toEqual({
      kind: 'failed',
      error: {
        code: 'INTERNAL',
        message: 'bad allocation',
        remedy: 'Please report this as a bug, with the command and the file that caused it.',
      },
    });
    expect((await handle(task(1))).kind).toBe('transcribed');
  });

  it('stops when the flag that all threads share is set', async () => {
    const config = configuration();
    const network = new ScriptedDecoder({ onRun: () => Atomics.store(config.cancelFlag, 0, 1) });
    const handle = createWorkerHandler(config, () => Promise.resolve(network));
    expect(await handle(task(1))).toMatchObject({ kind: 'failed', error: { code: 'CANCELLED' } });
    expect(network.calls).toHaveLength(1);
  });

  it('frees the model, and has nothing to free when none was opened', async () => {
    const network = new ScriptedDecoder();
    let releases = 0;
    network.release = () => {
      releases++;
      return Promise.resolve();
    };
    const handle = createWorkerHandler(configuration(), () => Promise.resolve(network));
    expect(await handle({ kind: 'release' })).toEqual({ kind: 'released' });
    expect(releases).toBe(0);
    await handle({ kind: 'load' });
    expect(await handle({ kind: 'release' })).toEqual({ kind: 'released' });
    expect(releases).toBe(1);
  });
});
