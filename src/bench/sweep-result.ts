import type { Resource, RooflineCalibration } from '../metrics/roofline.ts';
import type { MachineDescription } from '../metrics/run-report.ts';
import type { SweepConfiguration } from './sweep-configuration.ts';

/** One way to use the cores: a point of the grid. */
export interface GridPoint {
  /** E.g. `w2-t1-b8-fp32-spin0`; the same settings always have the same id. */
  readonly id: string;
  readonly workers: number;
  /** ONNX Runtime threads in each worker. */
  readonly threads: number;
  /** Windows decoded together in a worker. */
  readonly batchSize: number;
  readonly precision: 'fp32';
  /** Whether idle ONNX Runtime threads wait busily. */
  readonly allowSpinning: boolean;
}

/** Latency over the files of a run, in seconds from opening a file to its transcript. */
export interface LatencyFigures {
  readonly p50: number;
  readonly p90: number;
  readonly p95: number;
  readonly max: number;
}

/** Seconds in each stage, summed over the files of a run; windows run side by side. */
export interface StageSeconds {
  readonly preprocess: number;
  readonly encode: number;
  readonly decoder: number;
  readonly queue: number;
  /** Tokens to text, segments, stitching. */
  readonly detokenize: number;
}

/** Which share of the machine's roofline a run reached, from 0 to 1. */
export interface BoundShare {
  readonly encoder: number;
  readonly decoder: number;
  readonly total: number;
  /** What limits each stage, and the run as a whole. */
  readonly encoderBoundBy: Resource;
  readonly decoderBoundBy: Resource;
  readonly boundBy: Resource;
}

/** The figures of one run, or the medians over the repetitions of a point. */
export interface PointFigures {
  /** Seconds of audio transcribed per second of wall time, loading and warm-up apart. */
  readonly throughputAudioSecondsPerSecond: number;
  /** Wall seconds per second of audio. */
  readonly realTimeFactor: number;
  readonly latencySeconds: LatencyFigures;
  /** User and system time of the whole process, loading and warm-up included, per second of audio. */
  readonly cpuSecondsPerAudioSecond: number;
  /** Highest resident memory of the process; weights that workers share count once for each. */
  readonly peakRssBytes: number;
  /** Highest memory of the control group during the run, looked at ten times a second; absent where it is not told. */
  readonly cgroupPeakBytes?: number;
  /** Slowest worker's session creation. */
  readonly modelLoadSeconds: number;
  readonly wallSeconds: number;
  readonly stageSeconds: StageSeconds;
  readonly boundShare?: BoundShare;
}

/** The figures of one repetition: one process. */
export type PointRun = PointFigures;

/** Why a point has no figures, or no more of them. */
export interface PointFailure {
  readonly code: string;
  readonly message: string;
}

/** A point of the grid with what was measured there. */
export interface SweepPoint extends GridPoint {
  /** The measured ones, without the warm-up. */
  readonly repetitions: readonly PointRun[];
  readonly failure?: PointFailure;
  /** Absent when a repetition failed, or none was made. */
  readonly median?: PointFigures;
  /** Lowest and highest throughput over the repetitions; absent with the median. */
  readonly spread?: { readonly min: number; readonly max: number };
  /** Whether no other point has both a higher throughput and a lower 95th percentile of latency. */
  readonly isParetoBest: boolean;
  readonly isRecommended: boolean;
}

/** Everything a sweep measured, and the conditions it holds for. */
export interface SweepResult {
  /** When the first of the repetitions was measured, ISO 8601; in a resumed sweep that was before its process began. */
  readonly startedAt: string;
  readonly configuration: SweepConfiguration;
  readonly machine: MachineDescription;
  readonly coreBudget: number;
  readonly audio: { readonly fileCount: number; readonly audioSeconds: number };
  readonly roofline?: RooflineCalibration;
  readonly points: readonly SweepPoint[];
  /** `undefined` when no point has figures. */
  readonly recommendedId: string | undefined;
}
