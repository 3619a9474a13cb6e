import { createRequire } from 'node:module';
import type { InferenceSession, Tensor } from 'onnxruntime-node';
import { freeNumbers } from '../free-numbers.ts';
import { isRecord } from '../json-file.ts';
import { duringNativeWork } from './native-work.ts';

export type { InferenceSession, Tensor } from 'onnxruntime-node';

const load = createRequire(import.meta.url);

/** How a session computes. */
export interface SessionSettings {
  /** Intra-op threads, the calling one included. */
  readonly threads: number;
  /** Whether idle threads wait busily while a run lasts. */
  readonly allowSpinning: boolean;
  /** Whether ONNX Runtime keeps the memory of a run for the next one; default true. */
  readonly usesArena?: boolean;
  /** `disabled` for graphs that were optimised when they were compiled. */
  readonly optimization: 'disabled' | 'all';
}

/** Opens a session on a model file (its external data is found beside it) or on the bytes of one. */
export async function openSession(model: string | Uint8Array, settings: SessionSettings): Promise<InferenceSession> {
  const { InferenceSession: Session } = runtime();
  const options = sessionOptions(settings);
  return countCalls(
    await duringNativeWork(() =>
      typeof model === 'string' ? Session.create(model, options) : Session.create(model, options),
    ),
  );
}

function countCalls(session: InferenceSession): InferenceSession {
  const run = session.run.bind(session) as (...args: unknown[]) => ReturnType<InferenceSession['run']>;
  const release = session.release.bind(session);
  session.run = (...args: unknown[]) => duringNativeWork(() => run(...args));
  session.release = () => duringNativeWork(release);
  return session;
}

/** Opens a session once to save its graph as ONNX Runtime optimised and packed it for this CPU, then closes it. */
export async function saveOptimized(path: string, optimizedPath: string, weightsName: string): Promise<void> {
  const options = sessionOptions({ threads: 1, allowSpinning: false, optimization: 'all' });
  const create = () =>
    runtime().InferenceSession.create(path, {
      ...options,
      optimizedModelFilePath: optimizedPath,
      // Level 3: ONNX Runtime would warn that the saved graph is for this machine only; the cache key sees to that.
      logSeverityLevel: 3,
      extra: {
        session: {
          save_external_prepacked_constant_initializers: '1',
          optimized_model_external_initializers_file_name: weightsName,
          optimized_model_external_initializers_min_size_in_bytes: '1024',
        },
        // It would put the slower fused operation back, see layers.ts.
        optimization: { disable_specified_optimizers: 'SkipLayerNormFusion' },
      },
    });
  const session = await duringNativeWork(create);
  await duringNativeWork(() => session.release());
}

/** A tensor laid over `data` without a copy. */
export function tensor(
  ...args:
    | ['float32', Float32Array, readonly number[]]
    | ['int64', BigInt64Array, readonly number[]]
    | ['int32', Int32Array, readonly number[]]
): Tensor {
  const { Tensor } = runtime();
  const [type, data, dims] = args;
  return new Tensor(type, data, dims);
}

/**
 * Frees what onnxruntime-node has copied outputs into; the tensors may not be read afterwards.
 *
 * It copies every output once more, also those that were given a place. Without this the copies (37 MB a window, and
 * logits at every step) lie about until the garbage collector comes.
 */
export function freeCopies(outputs: Readonly<Record<string, Tensor>>): void {
  freeNumbers(...Object.values(outputs).flatMap(({ data }) => (ArrayBuffer.isView(data) ? [data] : [])));
}

/** Version of the onnxruntime-node package, read without loading its native code. */
export function onnxRuntimeVersion(): string {
  const manifest: unknown = load('onnxruntime-node/package.json');
  return isRecord(manifest) && typeof manifest['version'] === 'string' ? manifest['version'] : 'unknown';
}

function sessionOptions(settings: SessionSettings): InferenceSession.SessionOptions {
  const { threads, allowSpinning, usesArena = true, optimization } = settings;
  return {
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: optimization,
    // A plan from the first run's shapes makes nothing faster here and takes 40 MB a worker more.
    enableMemPattern: false,
    enableCpuMemArena: usesArena,
    // Only what is fatal: errors are thrown as well, and a thread that is still inside when the process ends at once
    // meets errors that mean nothing.
    logSeverityLevel: 4,
    // ONNX Runtime takes these as strings only. Sessions of one worker take turns: threads that went on spinning after
    // a run would keep cores from the next session's.
    extra: { session: { force_spinning_stop: '1', intra_op: { allow_spinning: allowSpinning ? '1' : '0' } } },
  };
}

/**
 * Keeps ONNX Runtime, which since 1.30 can report its use over the network, from doing so.
 *
 * To be called in the main thread before workers start: a worker's `process.env` is a copy that native code never sees.
 */
export function forbidTelemetry(): void {
  process.env['ORT_DISABLE_TELEMETRY'] = '1';
}

// Loaded by the first call: its native library takes long to load, and the main thread never needs it.
function runtime(): typeof import('onnxruntime-node') {
  forbidTelemetry();
  return load('onnxruntime-node') as typeof import('onnxruntime-node');
}
