import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { MOST_SECONDS } from '../audio/audio-errors.ts';
import type { WindowPlan } from '../audio/audio-window.ts';
import type { DecodingRequest } from '../decode/row.ts';
import { WhisperBatchError } from '../errors.ts';
import { WINDOW_SECONDS } from '../hyperparameters.ts';
import type { DecodingConfiguration, RunConfiguration } from '../metrics/run-report.ts';
import { chooseAlignmentHeads } from '../model/alignment-heads.ts';
import { openModelFolder, type ModelFolder } from '../model/model-folder.ts';
import { packageRoot } from '../package-root.ts';
import { checkSettings } from './check-settings.ts';
import { grantedCores } from './granted-cores.ts';
import { resolveDecoding, type DecodingSettings } from './decoding-settings.ts';
import { memoryLimit } from './memory-limit.ts';
import { memoryNeed, type MemoryNeed } from './memory-need.ts';
import { planMemory } from './memory-plan.ts';
import type { LanguageChoice } from './recording-language.ts';
import { splitCores } from './split-cores.ts';

/** What can be chosen about transcription. */
export interface TranscriberSettings extends DecodingSettings {
  /** Checkpoint or ONNX export; default `whisper-base-with-past`, here or beside the program. */
  readonly modelFolder?: string;
  /** Another tokenizer than the model folder's own. */
  readonly tokenizerJson?: string;
  /** Threads that each hold a model; default: chosen from the core budget and the number of windows. */
  readonly workers?: number;
  /** ONNX Runtime threads in each worker; default: chosen from the core budget and the number of windows. */
  readonly threads?: number;
  /** Core budget; default: CPU affinity and cgroup quota. */
  readonly cores?: number;
  /** Memory the process may take in bytes; default: what the machine has free and its control groups allow. */
  readonly memoryBytes?: number;
  /** About how many windows there will be, where that is known: a few get several threads each. */
  readonly expectedWindows?: number | undefined;
  /** Windows decoded together in a worker; default 8. */
  readonly batchSize?: number;
  /** Longest window in seconds, at most 30; default 30. */
  readonly windowSeconds?: number;
  /** Fixed overlap of windows in seconds; default: cut at pauses, overlap where there is none. */
  readonly overlapSeconds?: number;
  /** Whether speech is looked for and silence left out; default `true`. */
  readonly vad?: boolean;
  /** Whether idle ONNX Runtime threads wait busily; default `false`: the sessions of a worker take turns. */
  readonly allowSpinning?: boolean;
  /** Longest recording that is transcribed, in seconds; default 12 hours. */
  readonly maxDurationSeconds?: number;
  /** The profile file that workers, threads and batch size were taken from; only recorded with the figures. */
  readonly profile?: string;
}

/** What a run uses, warm-up apart. */
export type TranscriberConfiguration = Omit<RunConfiguration, 'warmup'>;

/** Settings with every choice made, and what follows from them. */
export interface ResolvedSettings {
  readonly model: ModelFolder;
  readonly configuration: TranscriberConfiguration;
  readonly plan: WindowPlan;
  readonly request: DecodingRequest;
  readonly maxDurationSeconds: number;
  readonly language: LanguageChoice;
  /** What was done other than asked for, in one sentence each. */
  readonly notices: readonly string[];
}

const DEFAULT_MODEL_FOLDER = 'whisper-base-with-past';
const DEFAULT_BATCH_SIZE = 8;

/**
 * Makes every choice that was left open.
 *
 * @throws RangeError when a number makes no sense
 * @throws WhisperBatchError `USAGE`, `ENVIRONMENT` when memory is too small, `MODEL_NOT_FOUND`, `MODEL_INCOMPLETE`,
 *   `MODEL_DAMAGED`, `MODEL_UNSUPPORTED`
 */
export function resolveSettings(settings: TranscriberSettings): ResolvedSettings {
  checkSettings(settings);
  const model = openModelFolder(settings.modelFolder ?? defaultModelFolder(), settings.tokenizerJson);
  const { request, language, configuration, notices } = resolveDecoding(model, settings);
  if (configuration.wordTimestamps) requireAttention(model);
  const plan = { windowSeconds: settings.windowSeconds ?? WINDOW_SECONDS, overlapSeconds: settings.overlapSeconds };
  return {
    model,
    plan,
    request,
    language,
    notices,
    maxDurationSeconds: settings.maxDurationSeconds ?? MOST_SECONDS,
    configuration: {
      ...modelPart(model),
      ...threadPart(settings, memoryNeed({ ...model, alignmentHeads: keptHeads(model, configuration) })),
      ...plan,
      vad: settings.vad ?? true,
      ...configuration,
    },
  };
}

/** `whisper-base-with-past` in the current folder, else the one that a source checkout carries. */
export function defaultModelFolder(): string {
  const own = join(packageRoot(), DEFAULT_MODEL_FOLDER);
  return !existsSync(DEFAULT_MODEL_FOLDER) && existsSync(own) ? own : DEFAULT_MODEL_FOLDER;
}

function requireAttention({ path, layout }: ModelFolder): void {
  if (layout === 'checkpoint') return;
  const message = `${path}: expected a checkpoint, because an ONNX export does not tell when words are spoken, found an ONNX export.`;
  throw new WhisperBatchError(
    'MODEL_UNSUPPORTED',
    message,
    'Give a checkpoint (config.json, *.safetensors) with --model-dir, or leave out --word-timestamps.',
  );
}

function modelPart(model: ModelFolder) {
  const { path, modelId, layout, tokenizerPath } = model;
  return { modelFolder: path, modelId, modelLayout: layout, precision: 'fp32', tokenizerJson: tokenizerPath } as const;
}

function keptHeads({ generation, config }: ModelFolder, { wordTimestamps }: DecodingConfiguration) {
  return wordTimestamps ? chooseAlignmentHeads(generation.alignmentHeads, config) : [];
}

function threadPart(settings: TranscriberSettings, need: MemoryNeed) {
  const { threads, cores, allowSpinning = false, profile, expectedWindows, memoryBytes } = settings;
  const budget = grantedCores(cores);
  const { workers } = splitCores({ workers: settings.workers, threads, budget, expectedWindows });
  const plan = planMemory({
    wanted: { workers, batchSize: settings.batchSize ?? DEFAULT_BATCH_SIZE },
    mostWindows: mostWindows(expectedWindows),
    need,
    limit: memoryLimit(memoryBytes),
  });
  // Cores of workers that had to go are given to the others.
  const split = splitCores({ workers: plan.workers, threads, budget });
  return {
    workers: split.workers,
    threads: split.threads,
    coreBudget: split.budget,
    interOp: 1,
    batchSize: plan.batchSize,
    allowSpinning,
    cpuMemArena: true,
    memPattern: false,
    memory: plan.memory,
    ...(profile === undefined ? {} : { profile }),
  };
}

// A window of a longer recording is cut in its second half, so that there may be twice as many as if all were full. A
// header may say less than there is: the plan keeps to the limit all the same.
function mostWindows(expectedWindows: number | undefined): number | undefined {
  return expectedWindows === undefined || expectedWindows === 1 ? expectedWindows : 2 * expectedWindows;
}
