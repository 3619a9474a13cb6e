import { WhisperBatchError } from '../errors.ts';
import type { GenerationConfig } from '../model/generation-config.ts';

/** What the network is told to do. */
export interface PromptOptions {
  /** Whisper language code. */
  readonly language: string;
  readonly task: Task;
  readonly hasTimestamps: boolean;
}

/** Writing down what is said, or its translation into English. */
export type Task = 'transcribe' | 'translate';

/**
 * The tokens that decoding starts from: start of transcript, language, task, and whether there are timestamps.
 *
 * @throws WhisperBatchError `USAGE` when the model knows neither the language nor the task
 */
export function buildPrompt(generation: GenerationConfig, options: PromptOptions): readonly number[] {
  const { startToken, noTimestampsToken } = generation;
  const timestamps = options.hasTimestamps ? [] : [noTimestampsToken];
  return [startToken, ...languageAndTask(generation, options), ...timestamps];
}

// A model that knows English only has neither language nor task tokens.
function languageAndTask(
  { languageTokens, taskTokens }: GenerationConfig,
  { language, task }: PromptOptions,
): number[] {
  if (Object.keys(languageTokens).length === 0) {
    if (language === 'en' && task === 'transcribe') return [];
    throw unknown('This model transcribes English only', `language "${language}" and task "${task}" were asked for`);
  }
  // Own fields only: "constructor" is not a language.
  const languageToken = Object.hasOwn(languageTokens, language) ? languageTokens[language] : undefined;
  const taskToken = Object.hasOwn(taskTokens, task) ? taskTokens[task] : undefined;
  if (languageToken === undefined) throw unknown('Expected a language this model knows', `found "${language}"`);
  if (taskToken === undefined) throw unknown('Expected a task this model knows', `found "${task}"`);
  return [languageToken, taskToken];
}

function unknown(expected: string, found: string): WhisperBatchError {
  return new WhisperBatchError(
    'USAGE',
    `${expected}, ${found}.`,
    'Choose another --language or --task, or another model.',
  );
}
