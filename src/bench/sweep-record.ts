import type { RooflineCalibration } from '../metrics/roofline.ts';
import { formatCsv, type CsvField } from '../output/csv.ts';
import { machineRecord, type JsonRecord } from '../output/summary-record.ts';
import { FIGURE_KEYS, figuresRecord } from './point-run-record.ts';
import { sweepConfigurationRecord } from './sweep-configuration.ts';
import type { BoundShare, SweepPoint, SweepResult } from './sweep-result.ts';

// With point-run-record.ts the only place where a sweep in memory becomes snake_case on disk.

/** Rises when a field of `sweep.json` changes its meaning or goes away; new fields leave it as it is. */
export const SWEEP_SCHEMA_VERSION = 1;

/** A whole sweep as it stands in `sweep.json`. */
export function sweepRecord(result: SweepResult): JsonRecord {
  const { audio, roofline } = result;
  return {
    schema_version: SWEEP_SCHEMA_VERSION,
    started_at: result.startedAt,
    configuration: sweepConfigurationRecord(result.configuration),
    machine: machineRecord(result.machine),
    cores: result.coreBudget,
    audio: { n_files: audio.fileCount, audio_s: audio.audioSeconds },
    ...(roofline === undefined ? {} : { roofline: rooflineRecord(roofline) }),
    recommended: result.recommendedId ?? null,
    points: result.points.map(pointRecord),
    notes: NOTES,
  };
}

/** A row for each point with its medians; figures of a failed point are empty. */
export function formatSweepCsv({ points }: SweepResult): string {
  const header = [...POINT_COLUMNS, ...FIGURE_KEYS, 'cgroup_peak_bytes', ...SHARE_COLUMNS, ...SPREAD_COLUMNS];
  return formatCsv(header, points.map(csvRow));
}

const POINT_COLUMNS = ['point', 'workers', 'threads', 'batch_size', 'precision', 'allow_spinning'] as const;
const SHARE_COLUMNS = ['encoder_bound_share', 'decoder_bound_share', 'bound_share', 'bound_by'] as const;
const SPREAD_COLUMNS = [
  'throughput_min',
  'throughput_max',
  'repetitions',
  'pareto_best',
  'recommended',
  'error_code',
  'error',
] as const;

const NOTES = {
  median: 'The median of each figure by itself over the repetitions; each repetition is a process of its own.',
  latency: 'Over the files of a run, from opening a file to its transcript; loading and warm-up are not part of it.',
  cpu: 'User and system time of the whole process, loading and warm-up included, per second of audio.',
  peak_rss: 'Resident memory of the process; weights that workers share count once for each worker.',
  cgroup_peak:
    'Highest memory of the control group during the run, looked at ten times a second: files in the cache and other ' +
    'processes of the group count as well.',
  recommended:
    'Of the points within 2 % of the highest throughput those within 2 % of the lowest p95 latency, ' +
    'and of these the one with the smallest memory.',
} as const;

function pointRecord(point: SweepPoint): JsonRecord {
  return {
    id: point.id,
    workers: point.workers,
    threads: point.threads,
    batch_size: point.batchSize,
    precision: point.precision,
    allow_spinning: point.allowSpinning,
    pareto_best: point.isParetoBest,
    recommended: point.isRecommended,
    failure: point.failure ?? null,
    median: point.median === undefined ? null : figuresRecord(point.median),
    throughput_spread: point.spread ?? null,
    repetitions: point.repetitions.map(figuresRecord),
  };
}

function rooflineRecord(roofline: RooflineCalibration): JsonRecord {
  return {
    single_core_flops_per_s: roofline.singleCoreFlopsPerSecond,
    all_cores_flops_per_s: roofline.allCoresFlopsPerSecond,
    single_core_bytes_per_s: roofline.singleCoreBytesPerSecond,
    all_cores_bytes_per_s: roofline.allCoresBytesPerSecond,
    cores: roofline.cores,
    measured_at: roofline.measuredAt,
  };
}

function csvRow(point: SweepPoint): CsvField[] {
  const { median } = point;
  const figures: JsonRecord = median === undefined ? {} : figuresRecord(median);
  return [
    point.id,
    point.workers,
    point.threads,
    point.batchSize,
    point.precision,
    point.allowSpinning ? 'on' : 'off',
    ...[...FIGURE_KEYS, 'cgroup_peak_bytes'].map((key) => rounded(figures[key])),
    ...csvShares(median?.boundShare),
    ...csvSpread(point),
  ];
}

function csvShares(share: BoundShare | undefined): CsvField[] {
  const { encoder, decoder, total, boundBy } = share ?? {};
  return [rounded(encoder), rounded(decoder), rounded(total), boundBy ?? null];
}

function csvSpread({ spread, repetitions, isParetoBest, isRecommended, failure }: SweepPoint): CsvField[] {
  return [
    rounded(spread?.min),
    rounded(spread?.max),
    repetitions.length,
    isParetoBest ? 'yes' : 'no',
    isRecommended ? 'yes' : 'no',
    failure?.code ?? null,
    failure?.message ?? null,
  ];
}

function rounded(value: unknown): CsvField {
  return typeof value === 'number' ? Number(value.toFixed(6)) : null;
}
