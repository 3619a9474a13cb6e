import type { Evaluation } from './evaluate-texts.ts';
import type { FileOutcome } from './outcome.ts';
import type { RunRoofline } from './roofline.ts';

/** The memory a run was planned for. */
export interface MemoryUse {
  readonly limitBytes: number;
  /** What sets the limit, as a clause. */
  readonly limitSource: string;
  readonly plannedBytes: number;
  /** Where workers or batch size had to be lowered: from what, to what and why. */
  readonly note?: string;
}

/** How a run decoded. */
export interface DecodingConfiguration {
  /** Whisper language code, or `auto`. */
  readonly language: string;
  readonly task: 'transcribe' | 'translate';
  readonly maxNewTokens: number;
  readonly timestamps: boolean;
  readonly wordTimestamps: boolean;
  readonly prompt?: string;
  readonly hotwords?: string;
  readonly temperatureFallback?: boolean;
  readonly compressionRatioThreshold?: number;
  readonly logProbabilityThreshold?: number;
  readonly noSpeechThreshold?: number;
}

/** The settings a run used, as they go into the summary. */
export interface RunConfiguration extends DecodingConfiguration {
  readonly modelFolder: string;
  readonly modelId: string;
  readonly modelLayout: 'checkpoint' | 'optimum';
  readonly precision: 'fp32';
  readonly tokenizerJson: string;
  readonly workers: number;
  /** ONNX Runtime intra-op threads in each worker. */
  readonly threads: number;
  readonly interOp: number;
  /** Windows decoded together in a worker. */
  readonly batchSize: number;
  readonly coreBudget: number;
  /** Warm-up rounds before the clock started. */
  readonly warmup: number;
  readonly windowSeconds: number;
  readonly overlapSeconds: number | undefined;
  /** Whether speech was looked for and silence left out. */
  readonly vad: boolean;
  readonly allowSpinning: boolean;
  /** The file of this machine's profile where workers, threads and batch size come from it. */
  readonly profile?: string;
  /** Whether ONNX Runtime keeps an arena of CPU memory between runs of the decoder; the compiled encoder has none. */
  readonly cpuMemArena: boolean;
  /** Whether ONNX Runtime plans memory from the first run's shapes. */
  readonly memPattern: boolean;
  readonly memory?: MemoryUse;
}

/** The machine and versions a figure was measured on. */
export interface MachineDescription {
  readonly cpuModel: string;
  readonly logicalCores: number;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly kernel: string;
  readonly nodeVersion: string;
  readonly onnxRuntimeVersion: string;
  readonly whisperBatchVersion: string;
}

/** Everything one run produced, before it becomes figures. */
export interface RunReport {
  readonly configuration: RunConfiguration;
  readonly machine: MachineDescription;
  /** In input order. */
  readonly outcomes: readonly FileOutcome[];
  /** From the model being ready, and warm, to the last transcript; reading of the first audio may lie before it. */
  readonly wallSeconds: number;
  /** Slowest worker's session creation. */
  readonly modelLoadSeconds: number;
  readonly warmupSeconds: number;
  /** Highest resident memory of the whole process. */
  readonly peakMemoryBytes: number;
  /** User and system CPU time of the whole process. */
  readonly cpuSeconds: number;
  readonly wasCancelled: boolean;
  /** How near the run comes to what the machine can do; absent where that was not measured. */
  readonly roofline?: RunRoofline;
  /** Whether only a calibration of the machine is missing for that. */
  readonly isUncalibrated?: boolean;
  /** How the texts differ from their references; absent where there are none. */
  readonly accuracy?: Evaluation;
}
