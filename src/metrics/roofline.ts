import type { WhisperConfig } from '../graph/whisper-config.ts';
import {
  decodingWork,
  encodingWork,
  type DecoderRuns,
  type EncodedWindows,
  type OutputProjection,
  type Work,
} from './work-model.ts';

/** What this machine's cores and memory do at most through ONNX Runtime, as `calibrate` measured it. */
export interface RooflineCalibration {
  readonly singleCoreFlopsPerSecond: number;
  /** All cores of the budget at once, as are the bytes below. */
  readonly allCoresFlopsPerSecond: number;
  readonly singleCoreBytesPerSecond: number;
  readonly allCoresBytesPerSecond: number;
  /** The core budget. */
  readonly cores: number;
  /** ISO 8601. */
  readonly measuredAt: string;
}

/** What limits a computation. */
export type Resource = 'compute' | 'bandwidth';

/** What a run got through, and the time that took. */
export interface RunWork extends DecoderRuns, EncodedWindows {
  /** Summed over the workers, as are the decoder's. */
  readonly encodeSeconds: number;
  readonly decoderSeconds: number;
  readonly wallSeconds: number;
  /** ONNX Runtime threads in each worker. */
  readonly threads: number;
  readonly projection: OutputProjection;
}

/** The least time something can take on this machine, and how near a measured time comes to it. */
export interface Bound {
  readonly boundSeconds: number;
  readonly measuredSeconds: number;
  /** Bound divided by measured, at most 1 but for the calibration's own error; `null` when no time was measured. */
  readonly share: number | null;
  readonly boundedBy: Resource;
}

/** How near a run comes to what the machine can do. */
export interface RunRoofline {
  readonly calibration: RooflineCalibration;
  /** Of one worker's threads, in seconds summed over the workers. */
  readonly encoder: Bound;
  readonly decoder: Bound;
  /** Of all cores, in wall time. */
  readonly run: Bound;
}

/**
 * How near a run comes to the roofline.
 *
 * A stage runs on one worker's threads, so that is the roof it is held against: work ÷ min(threads × one core, all
 * cores). For the run no order of the work can beat any of three times: all operations on all cores; all bytes through
 * the memory that all cores share; and what each stage needs of single cores, spread over all of them without a gap.
 */
export function boundShareOf(run: RunWork, config: WhisperConfig, calibration: RooflineCalibration): RunRoofline {
  const encoding = encodingWork(config, run);
  const decoding = decodingWork(config, run, run.projection);
  const worker = workerRoof(calibration, run.threads);
  return {
    calibration,
    encoder: compare(leastTime(encoding, worker), run.encodeSeconds),
    decoder: compare(leastTime(decoding, worker), run.decoderSeconds),
    run: compare(leastWallTime(encoding, decoding, calibration), run.wallSeconds),
  };
}

/** Operations and bytes per second. */
interface Roof {
  readonly flopsPerSecond: number;
  readonly bytesPerSecond: number;
}

interface LeastTime {
  readonly seconds: number;
  readonly boundedBy: Resource;
}

function leastTime({ flops, bytes }: Work, roof: Roof): LeastTime {
  const computeSeconds = flops / roof.flopsPerSecond;
  const memorySeconds = bytes / roof.bytesPerSecond;
  const boundedBy = computeSeconds >= memorySeconds ? 'compute' : 'bandwidth';
  return { seconds: Math.max(computeSeconds, memorySeconds), boundedBy };
}

// What binds is the resource that the longer of the two stages waits for, unless the memory of all cores does.
function leastWallTime(encoding: Work, decoding: Work, calibration: RooflineCalibration): LeastTime {
  const total = { flops: encoding.flops + decoding.flops, bytes: encoding.bytes + decoding.bytes };
  const together = leastTime(total, workerRoof(calibration, calibration.cores));
  const core = workerRoof(calibration, 1);
  const stages = [leastTime(encoding, core), leastTime(decoding, core)];
  const spread = stages.reduce((sum, { seconds }) => sum + seconds, 0) / calibration.cores;
  if (together.seconds >= spread) return together;
  const longest = stages.reduce((longer, stage) => (stage.seconds > longer.seconds ? stage : longer));
  return { seconds: spread, boundedBy: longest.boundedBy };
}

// Where a noisy machine measured one core below its part of all, all cores are the better witness, and the reverse.
function workerRoof(calibration: RooflineCalibration, threads: number): Roof {
  const { singleCoreFlopsPerSecond, allCoresFlopsPerSecond, cores } = calibration;
  const { singleCoreBytesPerSecond, allCoresBytesPerSecond } = calibration;
  return {
    flopsPerSecond: scaled({ single: singleCoreFlopsPerSecond, all: allCoresFlopsPerSecond, cores }, threads),
    bytesPerSecond: scaled({ single: singleCoreBytesPerSecond, all: allCoresBytesPerSecond, cores }, threads),
  };
}

function scaled({ single, all, cores }: { single: number; all: number; cores: number }, threads: number): number {
  return Math.min(threads * Math.max(single, all / cores), Math.max(single, all));
}

function compare({ seconds, boundedBy }: LeastTime, measuredSeconds: number): Bound {
  const share = measuredSeconds > 0 ? seconds / measuredSeconds : null;
  return { boundSeconds: seconds, measuredSeconds, share, boundedBy };
}
