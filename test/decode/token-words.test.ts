import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { openTokenizer } from '../../src/decode/tokenizer.ts';
import { splitTokenWords } from '../../src/decode/token-words.ts';
import golden from '../golden/tokens.json' with { type: 'json' };
import { modelFolder } from '../helpers/model-records.ts';

const decodeReal = openTokenizer(join(modelFolder, 'tokenizer.json'));

/** Words of a made-up tokenizer: each token spells one of the given texts. */
function split(texts: readonly string[]): [string, number, number][] {
  const decodeText = (tokens: readonly number[]) => tokens.map((token) => texts[token]).join('');
  const words = splitTokenWords([...texts.keys()], decodeText);
  return words.map(({ text, firstToken, endToken }) => [text, firstToken, endToken]);
}

describe('splitTokenWords', () => {
  it('takes what stands between spaces for a word', () => {
    expect(split([' my', ' grand', 'mother', ' left'])).toEqual([
      ['my', 0, 1],
      ['grandmother', 1, 3],
      ['left', 3, 4],
    ]);
  });

  it('gives punctuation to its word but not its time', () => {
    expect(split([' "', 'Well', ',"', ' he', ' said', '.', '..'])).toEqual([
      ['"Well,"', 1, 2],
      ['he', 3, 4],
      ['said...', 4, 5],
    ]);
  });

  it('keeps marks inside a word in its time', () => {
    expect(split([' well', '-', 'known', ' $', '3', '.', '50', ' 20', '%'])).toEqual([
      ['well-known', 0, 3],
      ['$3.50', 3, 7],
      ['20%', 7, 9],
    ]);
  });

  it('gives marks that stand alone to the word they belong to', () => {
    expect(split([' -', ' Quoi', ' ?', ' «', ' Oui', ' »', ' !', ' ¿', 'Qué'])).toEqual([
      ['- Quoi ?', 1, 2],
      ['« Oui » !', 4, 5],
      ['¿Qué', 8, 9],
    ]);
    expect(split([' you', ' &', ' me', ' -'])).toEqual([
      ['you', 0, 1],
      ['&', 1, 2],
      ['me -', 2, 3],
    ]);
  });

  it('has a word for punctuation only where there is nothing else', () => {
    expect(split([' ...', ' "'])).toEqual([['... "', 0, 2]]);
    expect(split([])).toEqual([]);
  });

  it('takes tokens for words where a script has no spaces, and words of others within it whole', () => {
    expect(split(['今日', 'は', '、', 'Wh', 'isper', 'です', '。'])).toEqual([
      ['今日', 0, 1],
      ['は、', 1, 2],
      ['Whisper', 3, 5],
      ['です。', 5, 6],
    ]);
  });

  it('waits until tokens spell whole characters', () => {
    const bytes = Buffer.from(' é語', 'utf8');
    const decodeText = (tokens: readonly number[]) =>
      new TextDecoder('utf-8', { ignoreBOM: true }).decode(Uint8Array.from(tokens));
    const words = splitTokenWords([...bytes], decodeText);
    expect(words.map(({ text, firstToken, endToken }) => [text, firstToken, endToken])).toEqual([
      ['é', 0, 3],
      ['語', 3, 6],
    ]);
  });

  it('does not wait for a character that the model never finished', () => {
    const decodeText = (tokens: readonly number[]) => new TextDecoder('utf-8').decode(Uint8Array.from(tokens));
    const tokens = [0x61, 0xe8, 0xaa, 0x20, 0x62];
    expect(splitTokenWords(tokens, decodeText).map(({ text }) => text)).toEqual(['a\uFFFD', 'b']);
  });

  it.each(golden.phrases)('spells the whole text of $text', ({ ids }) => {
    const words = splitTokenWords(ids, decodeReal);
    const spelled = words.map(({ text }) => text).join('');
    expect(spelled.replace(/\s/gu, '')).toBe(decodeReal(ids).replace(/\s/gu, ''));
  });

  it('gives words in order, with tokens that none shares', () => {
    const texts = fc.array(fc.constantFrom(' a', 'b', ' "', '"', ',', '.', '語', 'は', ' ¿', ' -', ' &', '7'));
    fc.assert(
      fc.property(texts, (list) => {
        const words = split(list);
        expect(words.map(([text]) => text.replace(/\s/gu, '')).join('')).toBe(list.join('').replace(/\s/gu, ''));
        const edges = words.flatMap(([, first, end]) => [first, end]);
        expect(edges).toEqual(edges.toSorted((a, b) => a - b));
        expect(words.every(([text, first, end]) => text !== '' && first < end)).toBe(true);
      }),
    );
  });
});
