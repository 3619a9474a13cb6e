import { isRecord } from '../json-file.ts';
import { readFigures } from './point-run-record.ts';
import type { PointRun } from './sweep-result.ts';

/** The audio of a run. */
export interface AudioTotals {
  readonly fileCount: number;
  readonly audioSeconds: number;
}

/** What one process measured. */
export interface MeasuredRun {
  readonly run: PointRun;
  readonly audio: AudioTotals;
}

/**
 * The figures in an `inference_summary.json`, with shares of the roofline where the run knew it.
 *
 * @param summary the parsed file
 * @param cgroupPeakBytes memory of the control group, where the system tells
 * @returns `undefined` when a figure is missing, as after a run that transcribed nothing
 */
export function readRunSummary(summary: unknown, cgroupPeakBytes: number | undefined): MeasuredRun | undefined {
  const totals = fields(summary, 'totals');
  const latency = fields(summary, 'latency_end_to_end_s');
  const [fileCount, audioSeconds] = [Number(fields(summary)['n_transcribed']), Number(totals['audio_s'])];
  const stage = (name: string): number => Number(fields(summary, 'breakdown_s', name)['mean']) * fileCount;
  const run = readFigures({
    throughput_audio_s_per_s: totals['throughput_audio_s_per_s'],
    rtf: totals['rtf'],
    latency_p50_s: latency['median'],
    latency_p90_s: latency['p90'],
    latency_p95_s: latency['p95'],
    latency_max_s: latency['max'],
    cpu_s_per_audio_s: Number(totals['cpu_s']) / audioSeconds,
    peak_rss_bytes: totals['peak_memory_bytes'],
    cgroup_peak_bytes: cgroupPeakBytes,
    model_load_s: totals['model_load_s'],
    wall_s: totals['wall_s'],
    preprocess_s: stage('preprocess_s'),
    encoder_s: stage('encoder_s'),
    decoder_s: stage('decoder_s'),
    queue_s: stage('queue_s'),
    decode_s: stage('decode_s'),
    bound_share: {
      encoder: fields(summary, 'roofline', 'encoder')['share'],
      decoder: fields(summary, 'roofline', 'decoder')['share'],
      total: fields(summary, 'roofline', 'run')['share'],
      encoder_bound_by: fields(summary, 'roofline', 'encoder')['bounded_by'],
      decoder_bound_by: fields(summary, 'roofline', 'decoder')['bounded_by'],
      bound_by: fields(summary, 'roofline', 'run')['bounded_by'],
    },
  });
  return run === undefined ? undefined : { run, audio: { fileCount, audioSeconds } };
}

/** Workers and batch size that a run used, which are fewer than asked for where memory was small. */
export function readLoad(summary: unknown): { readonly workers: number; readonly batchSize: number } {
  const { workers, batch_size: batchSize } = fields(summary, 'config_used');
  return { workers: Number(workers), batchSize: Number(batchSize) };
}

/** The fields of an object some keys deep; none where there is no object. */
function fields(value: unknown, ...keys: readonly string[]): Readonly<Record<string, unknown>> {
  const inner = keys.reduce<unknown>((outer, key) => (isRecord(outer) ? outer[key] : undefined), value);
  return isRecord(inner) ? inner : {};
}
