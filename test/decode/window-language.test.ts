import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  answerFor,
  createLanguagePin,
  passQuestionsOn,
  toldLanguage,
  WindowLanguage,
} from '../../src/decode/window-language.ts';

const languageTokens = [1, 2, 3];
const german = Float32Array.of(0, 0, 9, 0);
const french = Float32Array.of(0, 0, 0, 9);

/** Logits of three languages, of which one has the probability. */
function guess(token: number, probability: number): Float32Array {
  const logits = new Float32Array(4).fill(Math.log((1 - probability) / 2));
  logits[token] = Math.log(probability);
  return logits;
}

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

  it('asks the next window where no language is likelier than all others together', () => {
    const { languages } = windows(3);
    languages[0]!.detect(guess(2, 0.49), false);
    expect([languages[0]!.token, languages[1]!.isDue, languages[2]!.isKnown]).toEqual([2, true, false]);
    languages[1]!.detect(guess(3, 0.51), false);
    expect(languages.map(({ token }) => token)).toEqual([2, 3, 3]);
  });

  it('takes the most probable of five guesses, of windows with speech where there are any', () => {
    const settle = (guesses: readonly (readonly [token: number, probability: number, isSilent: boolean])[]) => {
      const { languages } = windows(6);
      for (const [index, [token, probability, isSilent]] of guesses.entries()) {
        languages[index]!.detect(guess(token, probability), isSilent);
      }
      return languages[5]!.token;
    };
    const speech = [[1, 0.4, false], [2, 0.45, false], [1, 0.42, false], [3, 0.9, true]] as const; // prettier-ignore
    expect(settle(speech)).toBeUndefined();
    expect(settle([...speech, [3, 0.41, false]])).toBe(2);
    expect(settle([...speech, [3, 0.48, false]])).toBe(3);
    const silence = [1, 2, 3, 1, 2].map((token, index) => [token, 0.4 + (index % 3) / 10, true] as const);
    expect(settle(silence)).toBe(3);
  });

  it('counts the guesses of windows that are not decoded', () => {
    const { pin, languages } = windows(6);
    const guesses = [0.36, 0.45, 0.4, 0.36].map((probability, windowIndex) => ({
      windowIndex,
      language: { token: windowIndex === 1 ? 3 : 2, probability, isSilent: false },
    }));
    answerFor(pin, guesses);
    expect(languages.map(({ isDue }) => isDue)).toEqual([true, true, true, true, true, false]);
    answerFor(pin, [{ windowIndex: 4 }]);
    expect(languages[5]!.isDue).toBe(true);
    languages[5]!.detect(guess(1, 0.4), false);
    expect(toldLanguage(pin)).toBe(3);
  });

  it('tells the best of five guesses, whatever their tokens', () => {
    const answer = fc.tuple(fc.integer({ min: 1, max: 51_865 }), fc.double({ min: 0, max: 0.49, noNaN: true }));
    const answers = fc.uniqueArray(answer, { minLength: 5, maxLength: 5, selector: ([token]) => token });
    fc.assert(
      fc.property(answers, (heard) => {
        const pin = createLanguagePin();
        const given = heard.map(([token, probability], windowIndex) => ({
          windowIndex,
          language: { token, probability, isSilent: false },
        }));
        answerFor(pin, given);
        const told = heard.find(([token]) => token === toldLanguage(pin));
        expect(told?.[1]).toBeGreaterThan(Math.max(...heard.map(([, probability]) => probability)) - 1 / 8000);
      }),
    );
  });

  it('asks the next window where one has failed, unless the language is known', () => {
    const { pin, languages } = windows(2);
    answerFor(pin, [{ windowIndex: 0 }]);
    expect(languages[1]!.isDue).toBe(true);
    languages[1]!.detect(french, false);
    answerFor(pin, [{ windowIndex: 1 }]);
    expect(languages[0]!.token).toBe(3);
  });

  it('asks a window again that another worker lost after it had told the language or passed the question on', () => {
    const { pin, languages } = windows(2);
    const again = (windowIndex: number) => new WindowLanguage({ pin, windowIndex, languageTokens });
    languages[0]!.detect(german, true);
    expect(again(0).isDue).toBe(true);
    languages[1]!.detect(french, false);
    const [first, second] = [again(0), again(1)];
    expect([first.isDue, second.isDue, again(2).isDue]).toEqual([true, true, false]);
    first.detect(german, true);
    second.detect(french, false);
    expect([first.detected?.token, second.detected?.token, again(2).token]).toEqual([2, 3, 3]);
  });

  it('answers for windows that are not decoded, once they are asked', () => {
    const { pin, languages } = windows(1);
    const answers = [{ windowIndex: 1 }, { windowIndex: 2, language: { token: 3, probability: 0.9, isSilent: false } }];
    const waiting = new WindowLanguage({ pin, windowIndex: 3, languageTokens, answers });
    expect([waiting.isDue, waiting.isKnown]).toEqual([false, false]);
    languages[0]!.detect(german, true);
    expect([waiting.isDue, waiting.isKnown, waiting.token]).toEqual([false, true, 3]);
  });

  it('asks the windows behind those that will be decoded late, each recording by itself', () => {
    const [{ pin, languages }, other] = [windows(4), windows(2)];
    const question = (windowIndex: number, of = pin) => ({ pin: of, windowIndex, languageTokens });
    passQuestionsOn([question(0, other.pin), question(1), question(0)]);
    expect(languages.map(({ isDue }) => isDue)).toEqual([true, true, true, false]);
    expect(other.languages.map(({ isDue }) => isDue)).toEqual([true, true]);
    languages[2]!.detect(french, false);
    passQuestionsOn([question(2)]);
    expect(languages.map(({ token }) => token)).toEqual([3, 3, 3, 3]);
  });
});
