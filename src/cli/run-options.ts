import { join } from 'node:path';
import { Option, type Command } from './command-line.ts';
import { WhisperBatchError } from '../errors.ts';
import { WINDOW_SECONDS } from '../hyperparameters.ts';
import type { RunOptions } from '../batch/run-batch.ts';
import type { ResultPaths } from '../output/results-files.ts';
import { htmlFile, onOrOff, seconds, wholeNumber } from './option-parsers.ts';

/** 12 GB of keys and values in every worker; more rows are no faster. */
const MOST_WINDOWS_TOGETHER = 256;

/** The options of `run` as commander parses them. */
export interface RunFlags {
  readonly audioDir: string;
  readonly modelDir?: string;
  readonly onnxDir?: string;
  readonly language: string;
  readonly task: 'transcribe' | 'translate';
  readonly maxNewTokens?: number;
  readonly warmup: number;
  readonly writeTxt: boolean;
  readonly tokenizerJson?: string;
  readonly timestamps?: boolean;
  readonly limitFiles: number;
  readonly workers?: number;
  readonly chunkParallelism?: number;
  readonly threads?: number;
  readonly intraOp?: number;
  readonly interOp?: number;
  readonly batchSize?: number;
  readonly cores?: number;
  readonly allowSpinning?: boolean;
  readonly profile: boolean;
  readonly chunkLengthS: number;
  readonly overlapS?: number;
  readonly vad: boolean;
  readonly outDir: string;
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
  addDecodingOptions(command.optionsGroup('How it is transcribed:'));
  addSpeedOptions(command.optionsGroup('Speed and memory:'));
  return addOutputOptions(command.optionsGroup('What comes out:'));
}

/**
 * What the options ask for.
 *
 * @throws WhisperBatchError `USAGE` when options contradict each other
 */
export function toRunOptions(paths: readonly string[], flags: RunFlags): RunOptions {
  const { language, task, warmup, limitFiles, chunkLengthS } = flags;
  requireRoomForNewAudio(chunkLengthS, flags.overlapS);
  return {
    paths: paths.length > 0 ? paths : [flags.audioDir],
    language,
    task,
    warmup,
    limitFiles,
    windowSeconds: chunkLengthS,
    timestamps: flags.timestamps ?? false,
    vad: flags.vad,
    ...defined({
      modelFolder: oneOf(['--model-dir', flags.modelDir], ['--onnx-dir', flags.onnxDir]),
      workers: oneOf(['--workers', flags.workers], ['--chunk-parallelism', flags.chunkParallelism]),
      threads: oneOf(['--threads', flags.threads], ['--intra-op', flags.intraOp]),
      tokenizerJson: flags.tokenizerJson,
      maxNewTokens: flags.maxNewTokens,
      batchSize: flags.batchSize,
      cores: flags.cores,
      overlapSeconds: flags.overlapS,
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
  };
}

function addInputOptions(command: Command): void {
  command
    .option('--audio-dir <folder>', 'folder to transcribe when no paths are given', 'audio')
    .option('--limit-files <n>', 'transcribe at most n files (0: all)', wholeNumber(0), 0);
}

function addDecodingOptions(command: Command): void {
  command
    .option('--model-dir <folder>', 'checkpoint or ONNX export (default: "whisper-base-with-past")')
    .option('--onnx-dir <folder>', 'same as --model-dir')
    .option('--tokenizer-json <file>', "another tokenizer than the model folder's own")
    .option('--language <language>', 'language spoken: Whisper code or English name', 'en')
    .addOption(
      new Option('--task <task>', 'write down, or translate into English')
        .choices(['transcribe', 'translate'])
        .default('transcribe'),
    )
    .option('--timestamps', 'let the model mark segments; adds NAME.transcript.json')
    .option('--max-new-tokens <n>', 'most tokens for a window (default: all the model has room for)', wholeNumber(1))
    .option('--chunk-length-s <seconds>', 'longest window', seconds(0, WINDOW_SECONDS, false), WINDOW_SECONDS)
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
      'worker threads, each with its own sessions (default: from the core budget)',
      wholeNumber(1),
    )
    .option('--threads <n>', 'ONNX Runtime threads in each worker (default: from the core budget)', wholeNumber(1))
    .option(
      '--batch-size <n>',
      'windows decoded together in a worker (default: 8)',
      wholeNumber(1, MOST_WINDOWS_TOGETHER),
    )
    .option('--cores <n>', 'core budget (default: CPU affinity and cgroup quota)', wholeNumber(1))
    .option('--allow-spinning <on|off>', 'let idle threads wait busily (default: where workers have several)', onOrOff)
    .option('--no-profile', 'ignore the split that `sweep --save-profile` saved')
    .option('--warmup <n>', 'warm-up rounds before the clock starts', wholeNumber(0), 0)
    .option('--chunk-parallelism <n>', 'same as --workers', wholeNumber(0))
    .option('--intra-op <n>', 'same as --threads', wholeNumber(0))
    .option('--inter-op <n>', 'accepted for old scripts; graphs run in sequence', wholeNumber(0));
}

function addOutputOptions(command: Command): Command {
  return command
    .option('--out-dir <folder>', 'results are written to FOLDER/benchmarks', 'results')
    .option('--out-csv <file>', 'per-file results as CSV')
    .option('--out-json <file>', 'per-file results as JSON')
    .option('--out-summary-json <file>', 'summary of the run')
    .option('--report [file]', 'write a web page about the run (FOLDER/benchmarks/report.html)', htmlFile)
    .addOption(new Option('--write-txt', 'write NAME.transcript.txt for every file').default(true, 'on'))
    .option('--no-write-txt', 'write no transcript files')
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
  if (overlapSeconds === undefined || overlapSeconds < windowSeconds) return;
  const message = `Expected --overlap-s below --chunk-length-s, found ${String(overlapSeconds)} and ${String(windowSeconds)}.`;
  throw new WhisperBatchError('USAGE', message, 'Lower --overlap-s: every window must hold some new audio.');
}

// With exactOptionalPropertyTypes an absent option and one that is undefined are different things.
function defined<Fields extends object>(fields: Fields): { [Key in keyof Fields]?: Exclude<Fields[Key], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Key in keyof Fields]?: Exclude<Fields[Key], undefined>;
  };
}
