import { join } from 'node:path';
import { Option, type Command } from './command-line.ts';
import { WhisperBatchError } from '../errors.ts';
import { WINDOW_SECONDS } from '../hyperparameters.ts';
import { LEAST_NEW_AUDIO_SECONDS, leavesNewAudio } from '../batch/check-settings.ts';
import type { RunOptions } from '../batch/run-batch.ts';
import type { ResultPaths } from '../output/results-files.ts';
import { addDecodingOptions, toDecodingSettings, type DecodingFlags } from './decoding-options.ts';
import { duration, htmlFile, memorySize, onOrOff, outputPath, seconds, wholeNumber } from './option-parsers.ts';
import { addTranscriptOptions, chosenFormats, needsTimestamps, type TranscriptFlags } from './transcript-options.ts';

/** 12 GB of keys and values in every worker; more rows are no faster. */
const MOST_WINDOWS_TOGETHER = 256;

/** The options of `run` as commander parses them. */
export interface RunFlags extends DecodingFlags, TranscriptFlags {
  readonly audioDir: string;
  readonly modelDir?: string;
  readonly onnxDir?: string;
  readonly warmup: number;
  readonly tokenizerJson?: string;
  readonly limitFiles: number;
  readonly maxDuration?: number;
  readonly workers?: number;
  readonly chunkParallelism?: number;
  readonly threads?: number;
  readonly intraOp?: number;
  readonly interOp?: number;
  readonly batchSize?: number;
  readonly cores?: number;
  readonly memory?: number;
  readonly allowSpinning?: boolean;
  readonly profile: boolean;
  readonly chunkLengthS: number;
  readonly overlapS?: number;
  readonly vad: boolean;
  readonly maxLineWidth: number;
  readonly maxLineCount: number;
  readonly outDir: string;
  readonly force?: boolean;
  readonly references?: string;
  readonly outCsv?: string;
  readonly outJson?: string;
  readonly outSummaryJson?: string;
  /** `true` when given without a file. */
  readonly report?: string | true;
  readonly quiet?: boolean;
  readonly json?: boolean;
}

/** Adds the options of `run` to a command, in the groups that help shows. */
export function addRunOptions(command: Command): Command {
  addInputOptions(command.optionsGroup('What is transcribed:'));
  addModelOptions(command.optionsGroup('How it is transcribed:'));
  addSpeedOptions(command.optionsGroup('Speed and memory:'));
  return addOutputOptions(command.optionsGroup('What comes out:'));
}

/**
 * What the options ask for.
 *
 * @throws WhisperBatchError `USAGE` when options contradict each other
 */
export function toRunOptions(paths: readonly string[], flags: RunFlags): RunOptions {
  const { warmup, limitFiles, chunkLengthS } = flags;
  requireRoomForNewAudio(chunkLengthS, flags.overlapS);
  return {
    paths: paths.length > 0 ? paths : [flags.audioDir],
    ...toDecodingSettings(flags),
    warmup,
    limitFiles,
    windowSeconds: chunkLengthS,
    ...(needsTimestamps(flags) ? { timestamps: true } : {}),
    journalFolder: transcriptFolder(flags),
    force: flags.force ?? false,
    vad: flags.vad,
    ...defined({
      modelFolder: oneOf(['--model-dir', flags.modelDir], ['--onnx-dir', flags.onnxDir]),
      workers: oneOf(['--workers', flags.workers], ['--chunk-parallelism', flags.chunkParallelism]),
      threads: oneOf(['--threads', flags.threads], ['--intra-op', flags.intraOp]),
      tokenizerJson: flags.tokenizerJson,
      batchSize: flags.batchSize,
      cores: flags.cores,
      memoryBytes: flags.memory,
      overlapSeconds: flags.overlapS,
      maxDurationSeconds: flags.maxDuration,
      allowSpinning: flags.allowSpinning,
    }),
  };
}

/** Where transcripts are written, and results unless a file is named. */
export function transcriptFolder({ outDir }: Pick<RunFlags, 'outDir'>): string {
  return join(outDir, 'benchmarks');
}

/** Where results are written: below `--out-dir` unless a file is named. */
export function resultPaths(flags: RunFlags): ResultPaths {
  const folder = transcriptFolder(flags);
  return {
    csv: flags.outCsv ?? join(folder, 'inference_per_file.csv'),
    json: flags.outJson ?? join(folder, 'inference_per_file.json'),
    summaryJson: flags.outSummaryJson ?? join(folder, 'inference_summary.json'),
    ...(flags.report === undefined
      ? {}
      : { report: flags.report === true ? join(folder, 'report.html') : flags.report }),
    chosen: [flags.outCsv, flags.outJson, flags.outSummaryJson, flags.report].filter(
      (path) => typeof path === 'string',
    ),
    transcripts: describeTranscripts(folder, flags),
  };
}

function describeTranscripts(folder: string, flags: RunFlags): string {
  return `${folder} (${chosenFormats(flags).join(', ') || 'none'})`;
}

function addInputOptions(command: Command): void {
  command
    .option('--audio-dir <folder>', 'folder to transcribe when no paths are given', 'audio')
    .option('--limit-files <n>', 'transcribe at most n files (0: all)', wholeNumber(0), 0)
    .option('--max-duration <time>', 'refuse longer recordings: 90m, 36h, 3600s (default: 12h)', duration)
    .option('--force', 'transcribe again what an earlier run has finished');
}

function addModelOptions(command: Command): void {
  command
    .option('--model-dir <folder>', 'checkpoint or ONNX export (default: "whisper-base-with-past")')
    .option('--onnx-dir <folder>', 'same as --model-dir')
    .option('--tokenizer-json <file>', "another tokenizer than the model folder's own");
  addDecodingOptions(command)
    .option(
      '--chunk-length-s <seconds>',
      'longest window',
      seconds(LEAST_NEW_AUDIO_SECONDS, WINDOW_SECONDS, true),
      WINDOW_SECONDS,
    )
    .option(
      '--overlap-s <seconds>',
      'fixed overlap of windows (default: cut at pauses)',
      seconds(0, WINDOW_SECONDS, true),
    )
    .addOption(
      new Option('--vad <on|off>', 'look for speech, and leave long silences out')
        .default(true, 'on')
        .argParser(onOrOff),
    );
}

function addSpeedOptions(command: Command): void {
  command
    .option(
      '--workers <n>',
      'worker threads, each with its own sessions (default: from cores and audio)',
      wholeNumber(1),
    )
    .option('--threads <n>', 'ONNX Runtime threads in each worker (default: from cores and audio)', wholeNumber(1))
    .option(
      '--batch-size <n>',
      'windows decoded together in a worker (default: 8)',
      wholeNumber(1, MOST_WINDOWS_TOGETHER),
    )
    .option('--cores <n>', 'core budget (default and most: CPU affinity, cgroup quota)', wholeNumber(1))
    .option('--memory <size>', 'memory to keep within, e.g. 800m or 4g (default: what there is)', memorySize)
    .option('--allow-spinning <on|off>', 'let idle threads wait busily (default: off)', onOrOff)
    .option('--no-profile', 'ignore the split that `sweep --save-profile` saved')
    .option('--warmup <n>', 'warm-up rounds before the clock starts', wholeNumber(0), 0)
    .option('--chunk-parallelism <n>', 'same as --workers', wholeNumber(0))
    .option('--intra-op <n>', 'same as --threads', wholeNumber(0))
    .option('--inter-op <n>', 'accepted for old scripts; graphs run in sequence', wholeNumber(0));
}

function addOutputOptions(command: Command): Command {
  return addTranscriptOptions(command)
    .option('--out-dir <folder>', 'results are written to FOLDER/benchmarks', outputPath, 'results')
    .option(
      '--references <file>',
      'what was said, for error rates (default: references.tsv or NAME.ref.txt beside the audio)',
    )
    .option('--out-csv <file>', 'per-file results as CSV', outputPath)
    .option('--out-json <file>', 'per-file results as JSON', outputPath)
    .option('--out-summary-json <file>', 'summary of the run', outputPath)
    .option('--report [file]', 'write a web page about the run (FOLDER/benchmarks/report.html)', htmlFile)
    .option('--json', 'print one JSON document on stdout instead of tables')
    .option('--quiet', 'no progress, no tables; errors only');
}

/** The value of an option or its older name; 0 meant "choose" in the older ones. */
function oneOf<Value extends string | number>(
  current: readonly [name: string, value: Value | undefined],
  older: readonly [name: string, value: Value | undefined],
): Value | undefined {
  const value = current[1];
  const alias: Value | undefined = older[1] === 0 ? undefined : older[1];
  if (value !== undefined && alias !== undefined && value !== alias) {
    const message = `Expected ${current[0]} and ${older[0]} to agree, found ${String(value)} and ${String(alias)}.`;
    throw new WhisperBatchError('USAGE', message, `Give ${current[0]} alone; ${older[0]} is its older name.`);
  }
  return value ?? alias;
}

function requireRoomForNewAudio(windowSeconds: number, overlapSeconds: number | undefined): void {
  if (overlapSeconds === undefined || leavesNewAudio(windowSeconds, overlapSeconds)) return;
  const message = `Expected --overlap-s at least ${String(LEAST_NEW_AUDIO_SECONDS)} s below --chunk-length-s, found ${String(overlapSeconds)} and ${String(windowSeconds)}.`;
  throw new WhisperBatchError('USAGE', message, 'Lower --overlap-s: every window must hold some new audio.');
}

// With exactOptionalPropertyTypes an absent option and one that is undefined are different things.
function defined<Fields extends object>(fields: Fields): { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Fields]?: Exclude<Fields[Key], undefined>;
  };
}
