import { readFileSync } from 'node:fs';
import { parseSweepConfiguration, type SweepConfiguration } from '../bench/sweep-configuration.ts';
import { describeThrown, WhisperBatchError } from '../errors.ts';
import { isRecord } from '../json-file.ts';
import type { Command } from './command-line.ts';
import { wholeNumber } from './option-parsers.ts';

/** The options of `sweep` as commander parses them. */
export interface SweepFlags {
  readonly config?: string;
  readonly audioDir?: string;
  readonly modelDir?: string;
  readonly language?: string;
  readonly workers?: string;
  readonly threads?: string;
  readonly batchSize?: string;
  readonly precision?: string;
  readonly spinning?: string;
  readonly repetitions?: number;
  readonly warmup?: number;
  readonly cores?: number;
  readonly outDir: string;
  readonly force?: boolean;
  readonly saveProfile?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Adds the options of `sweep` to a command, in the groups that help shows. */
export function addSweepOptions(command: Command): Command {
  addGridOptions(command.optionsGroup('What is compared:'));
  addMeasuringOptions(command.optionsGroup('How it is measured:'));
  return addOutputOptions(command.optionsGroup('What comes out:'));
}

/**
 * The configuration that file and options ask for together; options count more.
 *
 * @throws WhisperBatchError `USAGE` naming what is wrong
 */
export function toSweepConfiguration(flags: SweepFlags): SweepConfiguration {
  const file = flags.config === undefined ? {} : readJson(flags.config);
  // The file is checked by itself first, so that a message names the place of the mistake.
  if (flags.config !== undefined) parseSweepConfiguration(file, flags.config);
  return parseSweepConfiguration({ ...(isRecord(file) ? file : {}), ...givenOptions(flags) }, 'command line');
}

function addGridOptions(command: Command): void {
  command
    .option('--config <file>', 'JSON file with the settings below; options count more')
    .option('--workers <list>', 'worker threads (default: 1,2,4)')
    .option('--threads <list>', 'ONNX Runtime threads in each worker (default: 1,2,4)')
    .option('--batch-size <list>', 'windows decoded together in a worker (default: 4,8)')
    .option('--precision <list>', 'number formats (default: fp32, the only one)')
    .option('--spinning <list>', 'whether idle threads wait busily (default: off)');
}

function addMeasuringOptions(command: Command): void {
  command
    .option('--audio-dir <folder>', 'folder every run transcribes (default: "audio")')
    .option('--model-dir <folder>', 'checkpoint or ONNX export (default: "whisper-base-with-past")')
    .option('--language <language>', 'language spoken (default: "en")')
    .option('--repetitions <n>', 'measured runs of each point (default: 2)', wholeNumber(1))
    .option('--warmup <n>', 'warm-up rounds in each run (default: 1)', wholeNumber(0))
    .option('--cores <n>', 'core budget (default and most: CPU affinity, cgroup quota)', wholeNumber(1));
}

function addOutputOptions(command: Command): Command {
  return command
    .option('--out-dir <folder>', 'results are written to FOLDER/sweep', 'results')
    .option('--save-profile', 'let `run` use the recommended split on this machine')
    .option('--force', 'measure anew what an earlier sweep has measured')
    .option('--json', 'print one JSON document on stdout instead of the table')
    .option('--quiet', 'no progress, no table; errors only');
}

function readJson(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const message = `${path}: expected a readable JSON file, but ${describeThrown(error)}.`;
    throw new WhisperBatchError('USAGE', message, 'Give the file of a sweep, such as bench-configs/default.json.', {
      cause: error,
    });
  }
}

function givenOptions(flags: SweepFlags): Record<string, unknown> {
  const { audioDir, modelDir, language, workers, threads, batchSize, precision, spinning } = flags;
  const { repetitions, warmup, cores } = flags;
  const options = {
    audio_dir: audioDir,
    model_dir: modelDir,
    language,
    workers: numbersOf(workers),
    threads: numbersOf(threads),
    batch_size: numbersOf(batchSize),
    precision: itemsOf(precision),
    spinning: itemsOf(spinning),
    repetitions,
    warmup,
    cores,
  };
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function itemsOf(list: string | undefined): string[] | undefined {
  return list?.split(',').map((item) => item.trim());
}

// What is no number stays a text, which the message then shows.
function numbersOf(list: string | undefined): (number | string)[] | undefined {
  return itemsOf(list)?.map((item) => (/^-?\d+(\.\d+)?$/.test(item) ? Number(item) : item));
}
