import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { textTokens } from '../../src/decode/segments.ts';
import { openTokenizer } from '../../src/decode/tokenizer.ts';
import golden from '../golden/tokens.json' with { type: 'json' };
import { errorOf } from '../helpers/error-of.ts';
import { modelFolder } from '../helpers/model-records.ts';
import { tinyTokenizer } from '../helpers/tiny-vocabulary.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const decodeText = openTokenizer(join(modelFolder, 'tokenizer.json'));

describe('openTokenizer', () => {
  it.each(golden.phrases)('reads $text out of its tokens', ({ ids, decoded }) => {
    expect(decodeText(ids)).toBe(decoded);
  });

  it.each(golden.decodings)('leaves special tokens and timestamps out: $textWithTimestamps', ({ ids, text }) => {
    expect(decodeText(textTokens(ids, golden.specialTokens.firstTimestamp))).toBe(text);
  });

  it('gives no text for no tokens', () => {
    expect(decodeText([])).toBe('');
  });

  it.each([
    ['no JSON', '{', /^Expected property name or '}' in JSON at position 1/],
    ['no tokenizer', '{"version": "1.0"}', /./],
    ['a number', '7', /./],
  ])('names a file that holds %s', (_, content, reason) => {
    const path = join(temporaryFolder(), 'tokenizer.json');
    writeFileSync(path, content);
    const { code, message, remedy } = errorOf(() => openTokenizer(path));
    const start = `${path}: expected a Hugging Face tokenizer, but reading it failed: `;
    expect([code, message.slice(0, start.length), remedy]).toEqual([
      'MODEL_DAMAGED',
      start,
      'Get the file again, or name another with --tokenizer-json.',
    ]);
    expect(message.slice(start.length)).toMatch(reason);
  });

  it('names a file without a vocabulary', () => {
    const path = join(temporaryFolder(), 'tokenizer.json');
    const model = { type: 'BPE', vocab: {}, merges: [] };
    writeFileSync(path, JSON.stringify({ ...(tinyTokenizer() as object), model }));
    expect(errorOf(() => openTokenizer(path))).toEqual({
      code: 'MODEL_DAMAGED',
      message: `${path}: expected tokens in \`model.vocab\`, found none.`,
      remedy: 'Get the file again, or name another with --tokenizer-json.',
    });
  });
});
