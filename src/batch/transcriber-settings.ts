import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { WindowPlan } from '../audio/audio-window.ts';
import { decodingRules } from '../decode/decoding-rules.ts';
import { parseLanguage } from '../decode/languages.ts';
import { buildPrompt, type Task } from '../decode/prompt.ts';
import type { DecodingRequest } from '../decode/row.ts';
import { WINDOW_SECONDS } from '../hyperparameters.ts';
import type { RunConfiguration } from '../metrics/run-report.ts';
import { openModelFolder, type ModelFolder } from '../model/model-folder.ts';
import { packageRoot } from '../package-root.ts';
import { checkSettings } from './check-settings.ts';
import { coreBudget } from './core-budget.ts';
import { splitCores } from './split-cores.ts';

/** What can be chosen about transcription. */
export interface TranscriberSettings {
  /** Checkpoint or ONNX export; default `whisper-base-with-past`, here or beside the program. */
  readonly modelFolder?: string;
  /** Whisper language code or English name; default `en`. */
  readonly language?: string;
  /** Default `transcribe`; `translate` gives English. */
  readonly task?: Task;
  /** Most tokens decoded for a window; default: all the model has room for. */
  readonly maxNewTokens?: number;
  /** Whether the model marks when segments begin and end; default `false`. */
  readonly timestamps?: boolean;
  /** Another tokenizer than the model folder's own. */
  readonly tokenizerJson?: string;
  /** Threads that each hold a model; default: chosen from the core budget. */
  readonly workers?: number;
  /** ONNX Runtime threads in each worker; default: chosen from the core budget. */
  readonly threads?: number;
  /** Core budget; default: CPU affinity and cgroup quota. */
  readonly cores?: number;
  /** Windows there will be, where that is known: fewer than cores get several threads each. */
  readonly expectedWindows?: number | undefined;
  /** Windows decoded together in a worker; default 8. */
  readonly batchSize?: number;
  /** Longest window in seconds, at most 30; default 30. */
  readonly windowSeconds?: number;
  /** Fixed overlap of windows in seconds; default: cut at pauses, overlap where there is none. */
  readonly overlapSeconds?: number;
  /** Whether speech is looked for and silence left out; default `true`. */
  readonly vad?: boolean;
  /** Whether idle ONNX Runtime threads wait busily; default: only where a worker has several. */
  readonly allowSpinning?: boolean;
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
}

const DEFAULT_MODEL_FOLDER = 'whisper-base-with-past';
const DEFAULT_BATCH_SIZE = 8;

/**
 * Makes every choice that was left open.
 *
 * @throws RangeError when a number makes no sense
 * @throws WhisperBatchError `USAGE`, `MODEL_NOT_FOUND`, `MODEL_INCOMPLETE`, `MODEL_DAMAGED`, `MODEL_UNSUPPORTED`
 */
export function resolveSettings(settings: TranscriberSettings): ResolvedSettings {
  checkSettings(settings);
  const model = openModelFolder(settings.modelFolder ?? defaultModelFolder(), settings.tokenizerJson);
  const { task = 'transcribe', timestamps = false, windowSeconds = WINDOW_SECONDS } = settings;
  const language = parseLanguage(settings.language ?? 'en');
  const prompt = buildPrompt(model.generation, { language, task, hasTimestamps: timestamps });
  const room = model.config.maxTokens - prompt.length;
  const maxNewTokens = Math.min(settings.maxNewTokens ?? room, room);
  const plan = { windowSeconds, overlapSeconds: settings.overlapSeconds };
  return {
    model,
    plan,
    request: { prompt, rules: decodingRules(model.generation, timestamps), maxNewTokens },
    configuration: {
      ...modelPart(model),
      ...threadPart(settings),
      ...plan,
      vad: settings.vad ?? true,
      language,
      task,
      maxNewTokens,
      timestamps,
    },
  };
}

/** `whisper-base-with-past` in the current folder, else the one that a source checkout carries. */
export function defaultModelFolder(): string {
  const own = join(packageRoot(), DEFAULT_MODEL_FOLDER);
  return !existsSync(DEFAULT_MODEL_FOLDER) && existsSync(own) ? own : DEFAULT_MODEL_FOLDER;
}

function modelPart(model: ModelFolder) {
  const { path, modelId, layout, tokenizerPath } = model;
  return { modelFolder: path, modelId, modelLayout: layout, precision: 'fp32', tokenizerJson: tokenizerPath } as const;
}

function threadPart(settings: TranscriberSettings) {
  const { workers, threads, cores, batchSize, allowSpinning, profile, expectedWindows } = settings;
  const split = splitCores({ workers, threads, budget: cores ?? coreBudget(), expectedWindows });
  return {
    workers: split.workers,
    threads: split.threads,
    coreBudget: split.budget,
    interOp: 1,
    batchSize: batchSize ?? DEFAULT_BATCH_SIZE,
    allowSpinning: allowSpinning ?? split.threads > 1,
    cpuMemArena: true,
    memPattern: false,
    ...(profile === undefined ? {} : { profile }),
  };
}
