import { z } from 'zod';
import { WhisperBatchError } from '../errors.ts';

const LARGEST_COUNT = 1024;
/** As many as `run` takes. */
const LARGEST_BATCH = 256;

/** Measured runs of a point that no other is far better than, where nothing else was asked for. */
export const USUAL_REPETITIONS = 2;

const HAS_LENGTH: readonly string[] = ['array', 'string'];
const TYPE_NAMES: Readonly<Record<string, string>> = {
  int: 'a whole number',
  number: 'a whole number',
  array: 'a list',
  string: 'a text',
  object: 'an object',
};

const count = z.int().min(1).max(LARGEST_COUNT);

const sweepFile = z.strictObject({
  $schema: z.string().optional().describe('Address of this schema, for editors.'),
  audio_dir: z.string().min(1).default('audio').describe('Folder of audio that every run transcribes.'),
  language: z.string().min(1).default('en').describe('Language spoken: Whisper code or English name.'),
  model_dir: z.string().min(1).optional().describe('Checkpoint or ONNX export; default: whisper-base-with-past.'),
  workers: axis(count, [1, 2, 4]).describe('Worker threads, each with a model of its own.'),
  threads: axis(count, [1, 2, 4]).describe('ONNX Runtime threads in each worker.'),
  batch_size: axis(z.int().min(1).max(LARGEST_BATCH), [4, 8]).describe('Windows decoded together in a worker.'),
  precision: axis(z.enum(['fp32']), ['fp32']).describe('Number format of weights and arithmetic.'),
  spinning: axis(z.enum(['off', 'on']), ['off']).describe('Whether idle ONNX Runtime threads wait busily.'),
  repetitions: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe('Measured runs of each point; default: 2, and 1 where another is far better.'),
  warmup: z.int().min(0).max(100).default(1).describe('Warm-up rounds in each run before its clock starts.'),
  cores: count.optional().describe('Core budget; default and most: CPU affinity, cgroup quota.'),
});

/** A sweep's configuration as it stands on disk. */
export type SweepFile = z.input<typeof sweepFile>;

/** Which splits a sweep compares, and on what. */
export interface SweepConfiguration {
  readonly audioFolder: string;
  /** Whisper language code or English name. */
  readonly language: string;
  /** `undefined`: the model that `run` takes. */
  readonly modelFolder: string | undefined;
  readonly workers: readonly number[];
  /** ONNX Runtime threads in each worker. */
  readonly threads: readonly number[];
  readonly batchSizes: readonly number[];
  readonly precisions: readonly 'fp32'[];
  /** Whether idle ONNX Runtime threads wait busily. */
  readonly allowSpinning: readonly boolean[];
  /** Measured runs of each point; `undefined`: {@link USUAL_REPETITIONS}, fewer where another point is far better. */
  readonly repetitions: number | undefined;
  /** Warm-up rounds in each run before its clock starts. */
  readonly warmup: number;
  /** `undefined`: CPU affinity and cgroup quota. */
  readonly cores: number | undefined;
}

/**
 * Checks a configuration; keys that are absent take their defaults.
 *
 * @param origin where it was found, for messages
 * @throws WhisperBatchError `USAGE` naming the first key that is wrong, what was expected there and what was found
 */
export function parseSweepConfiguration(value: unknown, origin: string): SweepConfiguration {
  const { success, data, error } = sweepFile.safeParse(value);
  if (!success) throw describeIssue(error.issues[0], value, origin);
  return {
    audioFolder: data.audio_dir,
    language: data.language,
    modelFolder: data.model_dir,
    workers: data.workers,
    threads: data.threads,
    batchSizes: data.batch_size,
    precisions: data.precision,
    allowSpinning: data.spinning.map((setting) => setting === 'on'),
    repetitions: data.repetitions,
    warmup: data.warmup,
    cores: data.cores,
  };
}

/** The configuration as it stands on disk; checking that again gives the same. */
export function sweepConfigurationRecord(configuration: SweepConfiguration): SweepFile {
  const { workers, threads, batchSizes, precisions, allowSpinning, modelFolder, repetitions, cores } = configuration;
  return {
    audio_dir: configuration.audioFolder,
    language: configuration.language,
    ...(modelFolder === undefined ? {} : { model_dir: modelFolder }),
    workers: [...workers],
    threads: [...threads],
    batch_size: [...batchSizes],
    precision: [...precisions],
    spinning: allowSpinning.map((isAllowed) => (isAllowed ? 'on' : 'off')),
    ...(repetitions === undefined ? {} : { repetitions }),
    warmup: configuration.warmup,
    ...(cores === undefined ? {} : { cores }),
  };
}

/** The JSON Schema (draft 2020-12) of a configuration file. */
export function sweepJsonSchema(): object {
  return { ...z.toJSONSchema(sweepFile, { io: 'input' }), title: 'Configuration of `whisper-batch sweep`' };
}

/** A list of different values, in any order. */
function axis<Item extends z.ZodType<number | string>>(item: Item, values: z.output<Item>[]) {
  return z
    .array(item)
    .min(1)
    .refine((list) => new Set(list).size === list.length, { error: 'different values' })
    .meta({ uniqueItems: true })
    .default(() => values);
}

function describeIssue(issue: z.core.$ZodIssue | undefined, value: unknown, origin: string): WhisperBatchError {
  const path = issue?.path ?? [];
  if (issue?.code === 'unrecognized_keys') return unknownKey(issue.keys[0] ?? '', origin);
  const found = path.reduce<unknown>(
    (inner, key) => (typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined),
    value,
  );
  const place = path.length === 0 ? 'the configuration' : `\`${path.map(String).join('.')}\``;
  const message = `${origin}: expected ${place} to be ${expectation(issue)}, found ${show(found)}.`;
  return new WhisperBatchError('USAGE', message, remedy(path[0]));
}

function unknownKey(key: string, origin: string): WhisperBatchError {
  const known = Object.keys(sweepFile.shape).filter((name) => name !== '$schema');
  return new WhisperBatchError(
    'USAGE',
    `${origin}: expected keys of a sweep, found the unknown key \`${key}\`.`,
    `Take it out or correct it; there are ${known.join(', ')}.`,
  );
}

function expectation(issue: z.core.$ZodIssue | undefined): string {
  switch (issue?.code) {
    case 'invalid_value':
      return issue.values.map((value) => JSON.stringify(value)).join(' or ');
    case 'too_small':
      return HAS_LENGTH.includes(issue.origin) ? 'not empty' : `at least ${String(issue.minimum)}`;
    case 'too_big':
      return `at most ${String(issue.maximum)}`;
    case 'invalid_type':
      return TYPE_NAMES[issue.expected] ?? issue.expected;
    default:
      return `a list of ${issue?.message ?? 'allowed values'}`;
  }
}

function remedy(key: PropertyKey | undefined): string {
  if (key === 'precision') return 'Leave precision out: every run computes in fp32.';
  return 'Correct it; `whisper-batch sweep --help` explains every setting.';
}

function show(value: unknown): string {
  return value === undefined ? 'nothing' : JSON.stringify(value).slice(0, 60);
}
