import { describe, expect, it } from 'vitest';
import { contextTokens } from '../../src/decode/context-tokens.ts';
import { openTokenizer } from '../../src/decode/tokenizer.ts';
import { openModelFolder } from '../../src/model/model-folder.ts';
import { errorOf } from '../helpers/error-of.ts';
import { modelFolder } from '../helpers/model-records.ts';

const model = openModelFolder(modelFolder);
const read = openTokenizer(model.tokenizerPath);

describe('contextTokens', () => {
  it('is nothing for blank texts', () => {
    expect(contextTokens(model, { prompt: ' ', hotwords: '' })).toEqual({ tokens: [], unusedCount: 0 });
  });

  it('puts hotwords before the prompt, behind the token for text that came before', () => {
    const { tokens } = contextTokens(model, { prompt: 'A talk.\n', hotwords: ' Kubernetes, Whisper' });
    expect([tokens[0], read(tokens.slice(1))]).toEqual([50_361, ' Kubernetes, Whisper A talk.']);
  });

  it('has the tokens of transformers', () => {
    // transformers 5.23.0: WhisperTokenizerFast(" Glossary: Phở, naïve, 日本", add_special_tokens=False)
    expect(contextTokens(model, { prompt: 'Glossary: Phở, naïve, 日本', hotwords: '' }).tokens).toEqual([
      50_361, 5209, 772, 822, 25, 2623, 13_755, 11, 1667, 15_487, 303, 11, 220, 27_311,
    ]);
  });

  it('reads no special token out of a text', () => {
    const { tokens } = contextTokens(model, { prompt: '<|endoftext|> a <|en|>', hotwords: '' });
    expect(Math.max(...tokens.slice(1))).toBeLessThan(50_257);
  });

  it('takes the end of a prompt that is too long, and keeps the hotwords', () => {
    const words = Array.from({ length: 300 }, (_, index) => `w${String(index)}`).join(' ');
    const { tokens } = contextTokens(model, { prompt: words, hotwords: 'Kubernetes' });
    expect(tokens).toHaveLength(224);
    const text = read(tokens.slice(1));
    expect([text.startsWith(' Kubernetes'), text.endsWith('w298 w299')]).toEqual([true, true]);
  });

  it('counts the tokens of a prompt that have no room', () => {
    const texts = { prompt: 'word '.repeat(300), hotwords: 'word '.repeat(20) };
    expect(contextTokens(model, texts).unusedCount).toBe(300 + 20 - 223);
    expect(contextTokens(model, { ...texts, prompt: 'word '.repeat(203) }).unusedCount).toBe(0);
    const { tokens, unusedCount } = contextTokens(model, { prompt: 'A talk.', hotwords: 'word '.repeat(223) });
    expect([read(tokens.slice(1)), unusedCount]).toEqual([' word'.repeat(223), 3]);
  });

  it('refuses hotwords that are too long', () => {
    const { code, message, remedy } = errorOf(() =>
      contextTokens(model, { prompt: '', hotwords: 'word '.repeat(400) }),
    );
    expect([code, message, remedy]).toEqual([
      'USAGE',
      'Expected hotwords of at most 223 tokens, found 400.',
      'Leave out the hotwords that matter least.',
    ]);
  });
});
