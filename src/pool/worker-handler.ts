import { monotonicClock } from '../clock.ts';
import { createTokenReader } from '../decode/token-texts.ts';
import { WindowDecoder } from '../decode/window-decoder.ts';
import { toErrorRecord } from '../errors.ts';
import { shareNativeWork } from '../graph/native-work.ts';
import { openDecoder } from '../model/open-decoder.ts';
import type { StepDecoder } from '../model/step-decoder.ts';
import type { WorkerConfig, WorkerReply, WorkerTask } from './protocol.ts';

/** Opens a network; handed in, so that tests can bring a scripted one. */
export type DecoderOpener = (config: WorkerConfig) => Promise<StepDecoder>;

/**
 * The worker's end of the thread boundary: a function from tasks to replies that never rejects.
 *
 * The model is opened by the first task and not when the thread starts: a worker module that throws while loading
 * leaves queued tasks pending for ever. Several `transcribe` tasks may be under way at once; they are decoded together.
 */
export function createWorkerHandler(
  config: WorkerConfig,
  open: DecoderOpener = openConfigured,
): (task: WorkerTask) => Promise<WorkerReply> {
  let opened: Promise<OpenWorker> | undefined;
  shareNativeWork(config.nativeWork);
  return async (task) => {
    try {
      if (task.kind === 'release') return await release(opened);
      opened ??= openWorker(config, open);
      return await answer(task, await opened);
    } catch (error) {
      return { kind: 'failed', error: toErrorRecord(error) };
    }
  };
}

interface OpenWorker {
  readonly decoder: StepDecoder;
  readonly windows: WindowDecoder;
  readonly loadSeconds: number;
}

async function openWorker(config: WorkerConfig, open: DecoderOpener): Promise<OpenWorker> {
  const startedAt = monotonicClock();
  const decoder = await open(config);
  const isCancelled = () => Atomics.load(config.cancelFlag, 0) !== 0;
  const windows = new WindowDecoder(decoder, {
    clock: monotonicClock,
    isCancelled,
    readText: createTokenReader(config.tokenizerPath),
  });
  return { decoder, windows, loadSeconds: monotonicClock() - startedAt };
}

async function answer(task: Exclude<WorkerTask, { kind: 'release' }>, worker: OpenWorker): Promise<WorkerReply> {
  if (task.kind === 'load') return { kind: 'loaded', loadSeconds: worker.loadSeconds };
  return { kind: 'transcribed', window: await worker.windows.decode(task) };
}

async function release(opened: Promise<OpenWorker> | undefined): Promise<WorkerReply> {
  await (await opened)?.decoder.release();
  return { kind: 'released' };
}

function openConfigured(config: WorkerConfig): Promise<StepDecoder> {
  const { modelFolder, batchSize, threads, allowSpinning, wordTimestamps } = config;
  return openDecoder(modelFolder, { rows: batchSize, threads, allowSpinning, wordTimestamps });
}
