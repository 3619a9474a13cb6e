import { WhisperBatchError } from '../errors.ts';
import type { ModelFolder } from '../model/model-folder.ts';
import { encodeText } from './tokenizer.ts';

/** Texts that a window is decoded after. */
export interface ContextTexts {
  readonly prompt: string;
  readonly hotwords: string;
}

/** What every window is decoded after. */
export interface DecodingContext {
  readonly tokens: readonly number[];
  /** Tokens at the beginning of the prompt that there is no room for. */
  readonly unusedCount: number;
}

/**
 * The tokens of both texts behind the token for text that came before, hotwords first; nothing where both are blank.
 *
 * Half of the network's positions stay free for what is said. Of a longer prompt the end is taken.
 *
 * @throws WhisperBatchError `USAGE` when the hotwords alone are longer
 */
export function contextTokens(model: ModelFolder, texts: ContextTexts): DecodingContext {
  const encode = (text: string) => (text.trim() === '' ? [] : encodeText(model.tokenizerPath, ` ${text.trim()}`));
  const hotwords = encode(texts.hotwords);
  const prompt = encode(texts.prompt);
  if (hotwords.length + prompt.length === 0) return { tokens: [], unusedCount: 0 };
  const room = Math.floor(model.config.maxTokens / 2) - 1;
  if (hotwords.length > room) throw tooLong(hotwords.length, room);
  const unusedCount = Math.max(0, hotwords.length + prompt.length - room);
  const tokens = [model.generation.previousTextToken, ...hotwords, ...prompt.slice(unusedCount)];
  return { tokens, unusedCount };
}

function tooLong(count: number, room: number): WhisperBatchError {
  const message = `Expected hotwords of at most ${String(room)} tokens, found ${String(count)}.`;
  return new WhisperBatchError('USAGE', message, 'Leave out the hotwords that matter least.');
}
