import { readFileSync } from 'node:fs';
import { Tokenizer } from '@huggingface/tokenizers';
import { describeThrown, WhisperBatchError } from '../errors.ts';
import { isRecord } from '../json-file.ts';

/** Turns token ids into text; timestamps must have been taken out before. */
export type TextDecoder = (tokens: readonly number[]) => string;

/**
 * Opens a `tokenizer.json`.
 *
 * @throws WhisperBatchError `MODEL_DAMAGED` when the file is not a tokenizer
 */
export function openTokenizer(path: string): TextDecoder {
  const tokenizer = readTokenizer(path, withoutMerges);
  return (tokens) => {
    // The library refuses an empty list.
    if (tokens.length === 0) return '';
    // Its cleaning (off here) would edit spaces before punctuation.
    return tokenizer.decode([...tokens], { skip_special_tokens: true, clean_up_tokenization_spaces: false });
  };
}

/**
 * The tokens of a text, special tokens neither added nor read out of it.
 *
 * @throws WhisperBatchError `MODEL_DAMAGED` when the file is not a tokenizer
 */
export function encodeText(path: string, text: string): readonly number[] {
  return readTokenizer(path, withMerges).encode(withoutSpecialTokens(text), { add_special_tokens: false }).ids;
}

// Text such as <|endoftext|> would become the token itself, and end the transcript before it begins.
function withoutSpecialTokens(text: string): string {
  return text.replaceAll('<|', '< |');
}

// The package's own declarations cannot be resolved by the compiler (imports without extension): this is what is used.
interface LoadedTokenizer {
  decode(
    tokens: readonly number[],
    options: { readonly skip_special_tokens: boolean; readonly clean_up_tokenization_spaces: boolean },
  ): string;
  encode(text: string, options: { readonly add_special_tokens: boolean }): { readonly ids: readonly number[] };
}

const TokenizerClass = Tokenizer as unknown as new (content: object, config: object) => LoadedTokenizer;

function readTokenizer(path: string, select: (content: unknown) => object): LoadedTokenizer {
  try {
    const content: unknown = JSON.parse(readFileSync(path, 'utf8'));
    const tokenizer = new TokenizerClass(select(content), {});
    // With none, every text would be empty.
    if (!hasVocabulary(content)) throw damaged(path, 'expected tokens in `model.vocab`, found none');
    return tokenizer;
  } catch (error) {
    if (error instanceof WhisperBatchError) throw error;
    throw damaged(path, `expected a Hugging Face tokenizer, but reading it failed: ${describeThrown(error)}`);
  }
}

function damaged(path: string, what: string): WhisperBatchError {
  const remedy = 'Get the file again, or name another with --tokenizer-json.';
  return new WhisperBatchError('MODEL_DAMAGED', `${path}: ${what}.`, remedy);
}

function hasVocabulary(content: unknown): boolean {
  const model = isRecord(content) ? content['model'] : undefined;
  return isRecord(model) && Object.keys(Object(model['vocab']) as object).length > 0;
}

function withMerges(content: unknown): object {
  return Object(content) as object;
}

// Merges serve only to turn text into tokens, and setting them up takes as long as all the rest.
function withoutMerges(content: unknown): object {
  if (!isRecord(content) || !isRecord(content['model']) || !('merges' in content['model'])) {
    return withMerges(content);
  }
  return { ...content, model: { ...content['model'], merges: [] } };
}
