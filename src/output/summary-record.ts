import type { Bound, RunRoofline } from '../metrics/roofline.ts';
import type { MachineDescription, RunConfiguration, RunReport } from '../metrics/run-report.ts';
import type { SampleSummary } from '../metrics/statistics.ts';
import { summarizeRun } from '../metrics/summarize-run.ts';
import type { RunSummary, StageBreakdown } from '../metrics/summarize-run.ts';

/** A JSON object as it goes to disk, snake_case. */
export type JsonRecord = Readonly<Record<string, unknown>>;

/** A whole run as it stands in `inference_summary.json`. */
export function summaryRecord(report: RunReport, summary: RunSummary = summarizeRun(report)): JsonRecord {
  const { configuration, machine } = report;
  return {
    config_used: configurationRecord(configuration),
    n_files: summary.fileCount,
    n_transcribed: summary.transcribedCount,
    n_failed: summary.failedCount,
    cancelled: report.wasCancelled,
    latency_end_to_end_s: statisticsRecord(summary.latency),
    breakdown_s: breakdownRecord(summary.breakdown),
    rtf_end_to_end: statisticsRecord(summary.realTimeFactor),
    totals: totalsRecord(report, summary),
    ...(report.roofline ? { roofline: rooflineRecord(report.roofline) } : {}),
    model_id: configuration.modelId,
    onnx_dir: configuration.modelFolder,
    language: configuration.language,
    task: configuration.task,
    max_new_tokens: configuration.maxNewTokens,
    num_beams: 1,
    tokenizer_json: configuration.tokenizerJson,
    timestamps: configuration.timestamps,
    windows_at_token_limit: summary.tokenLimitWindows.map((window) => ({
      file: window.file,
      start_s: window.startSeconds,
      end_s: window.endSeconds,
    })),
    machine: machineRecord(machine),
    notes: notesRecord(configuration),
  };
}

/** The settings of a run under the names of the command line and of ONNX Runtime. */
export function configurationRecord(configuration: RunConfiguration): JsonRecord {
  return {
    workers: configuration.workers,
    threads: configuration.threads,
    batch_size: configuration.batchSize,
    cores: configuration.coreBudget,
    intra_op: configuration.threads,
    inter_op: configuration.interOp,
    execution_mode: 'SEQUENTIAL',
    // The graphs are optimised fully, when they are compiled or when they are loaded.
    graph_opt: 'ENABLE_ALL',
    cpu_mem_arena: configuration.cpuMemArena,
    mem_pattern: configuration.memPattern,
    allow_spinning: configuration.allowSpinning,
    num_beams: 1,
    precision: configuration.precision,
    model_layout: configuration.modelLayout,
    chunk_length_s: configuration.windowSeconds,
    overlap_s: configuration.overlapSeconds ?? null,
    vad: configuration.vad,
    warmup: configuration.warmup,
    profile: configuration.profile ?? null,
  };
}

function statisticsRecord({ min, median, p90, p95, max, mean }: SampleSummary): JsonRecord {
  return { min, median, p90, p95, max, mean };
}

function breakdownRecord(breakdown: StageBreakdown): JsonRecord {
  return {
    load_s: statisticsRecord(breakdown.load),
    preprocess_s: statisticsRecord(breakdown.preprocess),
    model_only_s: statisticsRecord(breakdown.modelOnly),
    decode_s: statisticsRecord(breakdown.detokenize),
    encoder_s: statisticsRecord(breakdown.encode),
    decoder_s: statisticsRecord(breakdown.decoder),
    queue_s: statisticsRecord(breakdown.queue),
  };
}

function totalsRecord(report: RunReport, { totals }: RunSummary): JsonRecord {
  return {
    audio_s: totals.audioSeconds,
    wall_s: totals.wallSeconds,
    throughput_audio_s_per_s: totals.throughput,
    rtf: totals.realTimeFactor,
    words: totals.wordCount,
    windows: totals.windowCount,
    model_load_s: report.modelLoadSeconds,
    warmup_s: report.warmupSeconds,
    cpu_s: report.cpuSeconds,
    peak_memory_bytes: report.peakMemoryBytes,
  };
}

function rooflineRecord({ calibration, encoder, decoder, run }: RunRoofline): JsonRecord {
  return {
    encoder: boundRecord(encoder),
    decoder: boundRecord(decoder),
    run: boundRecord(run),
    calibration: {
      cores: calibration.cores,
      single_core_flops_per_s: calibration.singleCoreFlopsPerSecond,
      all_cores_flops_per_s: calibration.allCoresFlopsPerSecond,
      single_core_bytes_per_s: calibration.singleCoreBytesPerSecond,
      all_cores_bytes_per_s: calibration.allCoresBytesPerSecond,
      measured_at: calibration.measuredAt,
    },
  };
}

function boundRecord({ boundSeconds, measuredSeconds, share, boundedBy }: Bound): JsonRecord {
  return { bound_s: boundSeconds, measured_s: measuredSeconds, share, bounded_by: boundedBy };
}

/** The machine and versions a figure was measured on. */
export function machineRecord(machine: MachineDescription): JsonRecord {
  return {
    cpu_model: machine.cpuModel,
    logical_cores: machine.logicalCores,
    memory_bytes: machine.memoryBytes,
    platform: machine.platform,
    kernel: machine.kernel,
    node_version: machine.nodeVersion,
    onnx_runtime_version: machine.onnxRuntimeVersion,
    whisper_batch_version: machine.whisperBatchVersion,
  };
}

function notesRecord({ windowSeconds, overlapSeconds }: RunConfiguration): JsonRecord {
  const joins =
    overlapSeconds === undefined
      ? 'cut at pauses, overlapping only where there is none'
      : `overlapping by ${String(overlapSeconds)} s`;
  return {
    longform: `Windows of at most ${String(windowSeconds)} s, ${joins}; greedy decoding with a key/value cache.`,
    token_decode: 'Text without special tokens.',
    percentiles: 'Linear interpolation between the samples beside rank (n - 1) * p; the median is p = 0.5.',
    latency: 'From opening a file to its transcript; model loading and warm-up are not part of it.',
    breakdown: 'Stages are summed over the windows of a file, which run side by side, so they may exceed the latency.',
    words: 'Words that hold a letter or a digit; each letter in scripts written without spaces.',
  };
}
