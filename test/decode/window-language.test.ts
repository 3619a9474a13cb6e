import { describe, expect, it } from 'vitest';
import { createLanguagePin, passOn, WindowLanguage } from '../../src/decode/window-language.ts';

const languageTokens = [1, 2, 3];
const german = Float32Array.of(0, 0, 9, 0);
const french = Float32Array.of(0, 0, 0, 9);

/** The windows of one recording. */
function windows(count: number) {
  const pin = createLanguagePin();
  const languages = Array.from(
    { length: count },
    (_, windowIndex) => new WindowLanguage({ pin, windowIndex, languageTokens }),
  );
  return { pin, languages };
}

describe('WindowLanguage', () => {
  it('is known from the start where nothing is asked', () => {
    const language = new WindowLanguage(undefined);
    expect([language.isDue, language.isKnown, language.token, language.detected]).toEqual([
      false,
      true,
      undefined,
      undefined,
    ]);
  });

  it('asks the first window and tells all others', () => {
    const { languages } = windows(3);
    expect(languages.map(({ isDue }) => isDue)).toEqual([true, false, false]);
    expect(languages.map(({ isKnown }) => isKnown)).toEqual([false, false, false]);
    languages[0]!.detect(german, false);
    expect(languages.map(({ isDue }) => isDue)).toEqual([false, false, false]);
    expect(languages.map(({ token }) => token)).toEqual([2, 2, 2]);
    expect(languages.map(({ detected }) => detected?.token)).toEqual([2, undefined, undefined]);
  });

  it('asks the next window where nobody speaks, and lets a silent one keep its guess', () => {
    const { languages } = windows(3);
    languages[0]!.detect(german, true);
    expect(languages.map(({ isDue }) => isDue)).toEqual([false, true, false]);
    expect(languages[0]!.isKnown).toBe(true);
    languages[1]!.detect(french, false);
    expect(languages.map(({ token }) => token)).toEqual([2, 3, 3]);
  });

  it('asks five windows at most', () => {
    const { languages } = windows(6);
    for (const language of languages.slice(0, 5)) language.detect(german, true);
    expect(languages.map(({ isDue }) => isDue)).toEqual(Array.from({ length: 6 }, () => false));
    expect(languages[5]!.token).toBe(2);
  });

  it('asks the next window where one has failed, unless the language is known', () => {
    const { pin, languages } = windows(2);
    passOn({ pin, windowIndex: 0 });
    expect(languages.map(({ isDue }) => isDue)).toEqual([false, true]);
    languages[1]!.detect(french, false);
    passOn({ pin, windowIndex: 1 });
    expect(languages[0]!.token).toBe(3);
  });
});
