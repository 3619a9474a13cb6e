import { describe, expect, it } from 'vitest';
import { RecordingLanguage } from '../../src/batch/recording-language.ts';
import { decodedWindow } from '../helpers/stub-queue.ts';

const tokens = { en: 40, de: 41 };

describe('RecordingLanguage', () => {
  it('asks nothing where the language is given', () => {
    const language = new RecordingLanguage({ kind: 'given', code: 'fr' });
    expect([language.question(0), language.spoken([])]).toEqual([undefined, { code: 'fr', probability: undefined }]);
  });

  it('asks all windows with one pin for each recording', () => {
    const language = new RecordingLanguage({ kind: 'detect', tokens });
    const [first, second] = [language.question(0), language.question(1)];
    expect([first, second]).toMatchObject([0, 1].map((windowIndex) => ({ windowIndex, languageTokens: [40, 41] })));
    expect(second?.pin).toBe(first?.pin);
    expect(new RecordingLanguage({ kind: 'detect', tokens }).question(0)?.pin).not.toBe(first?.pin);
    language.giveUp(0);
    expect(first?.pin).toEqual(Int32Array.of(1, 0));
  });

  it.each([
    { title: 'settles', isSilent: false, pinned: [0, 41] },
    { title: 'passes on, where nobody speaks,', isSilent: true, pinned: [1, 0] },
  ])('$title the question as an earlier run did, whatever is likely behind a prompt', ({ isSilent, pinned }) => {
    const language = new RecordingLanguage({ kind: 'detect', tokens });
    const quality = { noSpeechProbability: isSilent ? 0.1 : 0.9, temperature: 0, faults: [], discarded: [] };
    language.recall(0, decodedWindow([1], { language: { token: 41, probability: 0.9, isSilent }, quality }));
    expect(language.question(1)?.pin).toEqual(Int32Array.from(pinned));
  });

  it('asks past windows that an earlier run heard no language in, and leaves those that wait the answers of others', () => {
    const language = new RecordingLanguage({ kind: 'detect', tokens });
    language.recall(1, decodedWindow([1], { language: { token: 41, probability: 0.9, isSilent: false } }));
    expect(language.question(2)?.answers).toEqual([{ windowIndex: 1, token: 41, isSilent: false }]);
    language.recall(0, decodedWindow([1]));
    expect(language.question(2)).toMatchObject({ pin: Int32Array.of(1, 41) });
    expect(language.question(2)).not.toHaveProperty('answers');
  });

  it('takes the answer of the last window that was asked', () => {
    const language = new RecordingLanguage({ kind: 'detect', tokens });
    const heard = (token: number, probability: number) =>
      decodedWindow([], { language: { token, probability, isSilent: false } });
    expect(language.spoken([heard(40, 0.3), heard(41, 0.9), decodedWindow([])])).toEqual({
      code: 'de',
      probability: 0.9,
    });
    expect(language.spoken([])).toBeUndefined();
  });
});
