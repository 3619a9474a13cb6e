import { WhisperBatchError } from '../errors.ts';
import type { ModelFolder } from '../model/model-folder.ts';
import { encodeText } from './tokenizer.ts';

/** Texts that a window is decoded after. */
export interface ContextTexts {
  readonly prompt: string;
  readonly hotwords: string;
}

/**
 * The tokens of both texts behind the token for text that came before, hotwords first; nothing where both are blank.
 *
 * Half of the network's positions stay free for what is said. Of a longer prompt the end is taken.
 *
 * @throws WhisperBatchError `USAGE` when the hotwords alone are longer
 */
export function contextTokens(model: ModelFolder, texts: ContextTexts): readonly number[] {
  const encode = (text: string) => (text.trim() === '' ? [] : encodeText(model.tokenizerPath, ` ${text.trim()}`));
  const hotwords = encode(texts.hotwords);
  const prompt = encode(texts.prompt);
  if (hotwords.length + prompt.length === 0) return [];
  const room = Math.floor(model.config.maxTokens / 2) - 1;
  if (hotwords.length > room) throw tooLong(hotwords.length, room);
  const left = room - hotwords.length;
  return [model.generation.previousTextToken, ...hotwords, ...(left === 0 ? [] : prompt.slice(-left))];
}

function tooLong(count: number, room: number): WhisperBatchError {
  const message = `Expected hotwords of at most ${String(room)} tokens, found ${String(count)}.`;
  return new WhisperBatchError('USAGE', message, 'Leave out the hotwords that matter least.');
}
