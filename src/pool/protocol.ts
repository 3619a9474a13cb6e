import type { MessagePort } from 'node:worker_threads';
import type { DecodedWindow } from '../decode/window-job.ts';
import type { DecodingRequest } from '../decode/row.ts';
import type { ErrorRecord } from '../errors.ts';
import type { NativeWork } from '../graph/native-work.ts';
import type { Probe } from '../graph/probe-graphs.ts';
import type { HeardSpeech, SpeechState } from '../model/speech-model.ts';

/** Everything that crosses the thread boundary is declared here, for both ends. */

/** Given to a worker when its thread starts. */
export interface WorkerConfig {
  readonly modelFolder: string;
  /** Read only where text is needed to tell whether a window repeats itself. */
  readonly tokenizerPath: string;
  /** Windows decoded together. */
  readonly batchSize: number;
  /** ONNX Runtime intra-op threads. */
  readonly threads: number;
  readonly allowSpinning: boolean;
  /** Whether windows come with the times of their tokens. */
  readonly wordTimestamps: boolean;
  /** One 32-bit integer, shared by all threads: 1 once the run is cancelled. */
  readonly cancelFlag: Int32Array<SharedArrayBuffer>;
  /** Where this worker counts its calls into ONNX Runtime. */
  readonly nativeWork: NativeWork;
}

export type WorkerTask =
  /** Opens the model, so that this is not counted with the first window. */
  | { readonly kind: 'load' }
  | TranscribeTask
  /** Frees the sessions; a thread that is ended without it leaks them. */
  | { readonly kind: 'release' };

/** One window. `samples` is transferred to the worker, so the sender may not read it afterwards. */
export interface TranscribeTask extends DecodingRequest {
  readonly kind: 'transcribe';
  readonly samples: Float32Array<ArrayBuffer>;
}

export type WorkerReply =
  | { readonly kind: 'loaded'; readonly loadSeconds: number }
  | { readonly kind: 'transcribed'; readonly window: DecodedWindow }
  | { readonly kind: 'released' }
  | FailedReply;

export interface FailedReply {
  readonly kind: 'failed';
  readonly error: ErrorRecord;
}

/** A checkpoint folder to compile. */
export interface CompileTask {
  readonly modelFolder: string;
  /** Receives the steps as text. */
  readonly progress: MessagePort;
  /** One 32-bit integer: 1 once this is cancelled. */
  readonly cancelFlag?: Int32Array<SharedArrayBuffer>;
}

export type CompileReply = { readonly kind: 'compiled'; readonly folder: string } | FailedReply;

/** A checkpoint folder to write in the Optimum layout. */
export interface ExportTask extends CompileTask {
  readonly targetFolder: string;
}

export type ExportReply = { readonly kind: 'exported'; readonly folder: string } | FailedReply;

export type ProbeTask =
  /** Makes a graph and runs it until it is warm; frees the one before. */
  | { readonly kind: 'open'; readonly probe: Probe }
  | { readonly kind: 'run'; readonly repetitions: number }
  | { readonly kind: 'release' };

export type ProbeReply =
  /** Times in nanoseconds, on a clock that all threads share. */
  | { readonly kind: 'ran'; readonly startedAt: bigint; readonly endedAt: bigint }
  | { readonly kind: 'released' }
  | FailedReply;

/** Given to the speech-detecting worker when its thread starts. */
export interface DetectConfig {
  /** The compiled graph, where there is one. */
  readonly graphPath: string | undefined;
  /** Where it counts its calls into ONNX Runtime. */
  readonly nativeWork: NativeWork;
}

export type DetectTask =
  /** Opens the model, so that the first samples do not wait for that alone. */
  | { readonly kind: 'open' }
  /** Samples whose probability of speech is asked for; they are transferred. The state follows those before. */
  | { readonly kind: 'hear'; readonly samples: Float32Array<ArrayBuffer>; readonly state: SpeechState | undefined }
  | { readonly kind: 'release' };

export type DetectReply =
  | { readonly kind: 'opened' }
  | { readonly kind: 'heard'; readonly heard: HeardSpeech }
  | { readonly kind: 'released' }
  | FailedReply;
