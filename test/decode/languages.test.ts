import { describe, expect, it } from 'vitest';
import { LANGUAGE_NAMES, parseLanguage } from '../../src/decode/languages.ts';
import { errorOf } from '../helpers/error-of.ts';
import { realGenerationConfig } from '../helpers/model-records.ts';

describe('parseLanguage', () => {
  it.each([
    ['en', 'en'],
    ['EN', 'en'],
    [' German ', 'de'],
    ['haitian creole', 'ht'],
    ['Castilian', 'es'],
    ['Mandarin', 'zh'],
    ['Flemish', 'nl'],
    ['yue', 'yue'],
    ['Hawaiian', 'haw'],
    ['Farsi', 'fa'],
    ['zh-TW', 'zh'],
    ['zh_Hant', 'zh'],
    ['pt-BR', 'pt'],
    ['en_US', 'en'],
    ['yue-HK', 'yue'],
    ['deu', 'de'],
    ['iw', 'he'],
    ['nb-NO', 'no'],
    ['jv', 'jw'],
  ])('takes %s as %s', (text, code) => {
    expect(parseLanguage(text)).toBe(code);
  });

  it('takes every name it lists', () => {
    for (const [code, name] of Object.entries(LANGUAGE_NAMES)) expect(parseLanguage(name.toUpperCase())).toBe(code);
  });

  it.each(['klingon', 'tlh', 'en-', 'en US', '', 'e', 'constructor', '__proto__', 'toString', 'hasOwnProperty'])(
    'refuses "%s" and lists what it knows',
    (text) => {
      expect(errorOf(() => parseLanguage(text))).toEqual({
        code: 'USAGE',
        message: `Expected --language as a Whisper language code or name such as "en" or "english", found "${text}".`,
        remedy: `Known codes: ${Object.keys(LANGUAGE_NAMES).join(' ')}.`,
      });
    },
  );
});

describe('LANGUAGE_NAMES', () => {
  it('has every language of the checkpoint, and Cantonese, which only larger models know', () => {
    const codes = [...Object.keys(realGenerationConfig().languageTokens), 'yue'];
    expect(Object.keys(LANGUAGE_NAMES).sort()).toEqual(codes.sort());
  });

  it('gives no name twice', () => {
    const names = Object.values(LANGUAGE_NAMES);
    expect(new Set(names).size).toBe(names.length);
  });
});
