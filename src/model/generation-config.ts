import { WhisperBatchError } from '../errors.ts';
import type { JsonFile } from '../json-file.ts';
import { parseAlignmentHeads, type AlignmentHead } from './alignment-heads.ts';

/** Special tokens and decoding limits of a model, from `generation_config.json`. */
export interface GenerationConfig {
  readonly startToken: number;
  readonly endToken: number;
  readonly noTimestampsToken: number;
  /** Stands for a window in which nobody speaks. */
  readonly noSpeechToken: number;
  /** Goes before text that came before the window. */
  readonly previousTextToken: number;
  /** Token of 0.00 s; the token of `n × 0.02` s is `n` higher. */
  readonly firstTimestampToken: number;
  /** The first timestamp of a window may be at most this many steps of 0.02 s. */
  readonly maxInitialTimestampIndex: number;
  /** Never chosen: punctuation runs, music signs, tokens of the prompt. */
  readonly suppressTokens: readonly number[];
  /** Not chosen as the first token: a blank and the end. */
  readonly beginSuppressTokens: readonly number[];
  /** Token by language code, e.g. `en`; empty for a model that knows English only. */
  readonly languageTokens: Readonly<Record<string, number>>;
  /** Token by task; empty for a model that only transcribes. */
  readonly taskTokens: Readonly<Record<string, number>>;
  /** Heads whose cross-attention follows the speech; empty when the file lists none. */
  readonly alignmentHeads: readonly AlignmentHead[];
}

const DEFAULT_MAX_INITIAL_TIMESTAMP_INDEX = 50; // 1 s

/**
 * Reads the tokens and limits that decoding needs.
 *
 * @throws WhisperBatchError `MODEL_DAMAGED` naming the field, `MODEL_UNSUPPORTED` when languages are not listed
 */
export function parseGenerationConfig(file: JsonFile): GenerationConfig {
  const noTimestampsToken = file.positiveInteger('no_timestamps_token_id');
  const initial = file.get('max_initial_timestamp_index');
  return {
    startToken: file.positiveInteger('decoder_start_token_id'),
    endToken: file.positiveInteger('eos_token_id'),
    noTimestampsToken,
    // Every release of Whisper has these three next to each other.
    noSpeechToken: noTimestampsToken - 1,
    previousTextToken: noTimestampsToken - 2,
    firstTimestampToken: noTimestampsToken + 1,
    maxInitialTimestampIndex: typeof initial === 'number' ? initial : DEFAULT_MAX_INITIAL_TIMESTAMP_INDEX,
    suppressTokens: file.integers('suppress_tokens'),
    beginSuppressTokens: file.integers('begin_suppress_tokens'),
    languageTokens: parseLanguages(file),
    taskTokens: file.integersByName('task_to_id'),
    alignmentHeads: parseAlignmentHeads(file),
  };
}

function parseLanguages(file: JsonFile): Readonly<Record<string, number>> {
  const tokens = Object.entries(file.integersByName('lang_to_id'));
  if (tokens.length === 0 && file.get('is_multilingual') !== false) {
    const message = `${file.path}: expected \`lang_to_id\` with the language tokens of a multilingual model, found none.`;
    throw new WhisperBatchError(
      'MODEL_UNSUPPORTED',
      message,
      'Take generation_config.json from a current Whisper release.',
    );
  }
  // `<|en|>` → `en`
  return Object.fromEntries(tokens.map(([name, token]) => [name.replace(/^<\|(.*)\|>$/, '$1'), token]));
}
