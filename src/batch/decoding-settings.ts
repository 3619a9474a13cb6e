import { contextTokens } from '../decode/context-tokens.ts';
import { decodingRules } from '../decode/decoding-rules.ts';
import { parseLanguage } from '../decode/languages.ts';
import { buildPrompt, type Task } from '../decode/prompt.ts';
import { USUAL_COMPRESSION_RATIO } from '../decode/quality-checks.ts';
import type { DecodingRequest } from '../decode/row.ts';
import type { DecodingConfiguration } from '../metrics/run-report.ts';
import type { ModelFolder } from '../model/model-folder.ts';
import { formatCount } from '../output/quantities.ts';
import type { LanguageChoice } from './recording-language.ts';

/** What can be chosen about decoding. */
export interface DecodingSettings {
  /** Whisper language code, English name, or `auto` to detect it in each recording; default `en`, to translate `auto`. */
  readonly language?: string;
  /** Default `transcribe`; `translate` gives English. */
  readonly task?: Task;
  /** Most tokens decoded for a window; default: all the model has room for. */
  readonly maxNewTokens?: number;
  /** Whether the model marks when segments begin and end; default `false`. */
  readonly timestamps?: boolean;
  /** Whether every word gets its times; needs a checkpoint and turns `timestamps` on. Default `false`. */
  readonly wordTimestamps?: boolean;
  /** Text that every window is decoded after, as if it had been said before: for names, spelling and style. */
  readonly prompt?: string;
  /** Words that are likely to be said; given to every window before `prompt`. */
  readonly hotwords?: string;
  /** Whether windows of doubtful text are decoded again at rising temperatures; default `true`. */
  readonly temperatureFallback?: boolean;
  /** Text that zlib makes more than this many times smaller is doubtful; default 2.4. */
  readonly compressionRatioThreshold?: number;
  /** Text of a lower average log-probability is doubtful; default −1. */
  readonly logProbabilityThreshold?: number;
  /** Doubtful text is silence where no speech is likelier than this; default 0.6. */
  readonly noSpeechThreshold?: number;
}

const TEMPERATURES = [0.2, 0.4, 0.6, 0.8, 1];
const DEFAULT_LOG_PROBABILITY = -1;
const DEFAULT_NO_SPEECH_PROBABILITY = 0.6;

/** What is asked for every window, and what the figures of the run say of it. */
export interface ResolvedDecoding {
  readonly request: DecodingRequest;
  readonly language: LanguageChoice;
  readonly configuration: DecodingConfiguration;
  /** What was done other than asked for, in one sentence each. */
  readonly notices: readonly string[];
}

/**
 * Makes every choice about decoding that was left open.
 *
 * @throws WhisperBatchError `USAGE` when the model knows neither language nor task, or the prompt leaves no room
 */
export function resolveDecoding(model: ModelFolder, settings: DecodingSettings): ResolvedDecoding {
  const { task = 'transcribe', prompt: text = '', hotwords = '' } = settings;
  const { timestamps, wordTimestamps } = resolveTimestamps(settings);
  const { checks, configuration } = resolveChecks(model, settings);
  const language = chooseLanguage(model, settings.language ?? defaultLanguage(task));
  const { tokens: context, unusedCount } = contextTokens(model, { prompt: text, hotwords });
  const options = { language: promptLanguage(language), task, hasTimestamps: timestamps };
  const prompt = [...context, ...buildPrompt(model.generation, options)];
  const room = model.config.maxTokens - prompt.length;
  const maxNewTokens = Math.min(settings.maxNewTokens ?? room, room);
  return {
    language,
    request: {
      prompt,
      startIndex: context.length,
      rules: decodingRules(model.generation, timestamps),
      maxNewTokens,
      usesWholeRoom: maxNewTokens === room,
      checks,
    },
    configuration: {
      language: language.kind === 'detect' ? 'auto' : language.code,
      task,
      maxNewTokens,
      timestamps,
      wordTimestamps,
      ...(text === '' ? {} : { prompt: text }),
      ...(hotwords === '' ? {} : { hotwords }),
      ...configuration,
    },
    notices: describeUnused(unusedCount),
  };
}

// Nobody has English translated into English.
function defaultLanguage(task: Task): string {
  return task === 'translate' ? 'auto' : 'en';
}

// Words belong to segments.
function resolveTimestamps({ timestamps = false, wordTimestamps = false }: DecodingSettings) {
  return { timestamps: timestamps || wordTimestamps, wordTimestamps };
}

// A model that knows English only has nothing to choose from.
function chooseLanguage({ generation }: ModelFolder, language: string): LanguageChoice {
  if (language.trim().toLowerCase() !== 'auto') return { kind: 'given', code: parseLanguage(language) };
  const tokens = generation.languageTokens;
  return Object.keys(tokens).length === 0 ? { kind: 'given', code: 'en' } : { kind: 'detect', tokens };
}

// Where it is to be detected, any of them keeps its place.
function promptLanguage(language: LanguageChoice): string {
  return language.kind === 'given' ? language.code : (Object.keys(language.tokens)[0] ?? 'en');
}

function resolveChecks({ generation }: ModelFolder, settings: DecodingSettings) {
  const configuration = {
    temperatureFallback: settings.temperatureFallback ?? true,
    compressionRatioThreshold: settings.compressionRatioThreshold ?? USUAL_COMPRESSION_RATIO,
    logProbabilityThreshold: settings.logProbabilityThreshold ?? DEFAULT_LOG_PROBABILITY,
    noSpeechThreshold: settings.noSpeechThreshold ?? DEFAULT_NO_SPEECH_PROBABILITY,
  };
  const checks = {
    noSpeechToken: generation.noSpeechToken,
    highestCompressionRatio: configuration.compressionRatioThreshold,
    lowestLogProbability: configuration.logProbabilityThreshold,
    highestNoSpeechProbability: configuration.noSpeechThreshold,
    temperatures: configuration.temperatureFallback ? TEMPERATURES : [],
  };
  return { configuration, checks };
}

function describeUnused(count: number): readonly string[] {
  return count === 0 ? [] : [`The prompt is too long: its beginning is left out (${formatCount(count, 'token')}).`];
}
