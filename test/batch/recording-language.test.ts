import { describe, expect, it } from 'vitest';
import { RecordingLanguage } from '../../src/batch/recording-language.ts';
import { decodedWindow } from '../helpers/stub-queue.ts';

const tokens = { en: 40, de: 41 };

describe('RecordingLanguage', () => {
  it('asks nothing where the language is given', () => {
    const language = new RecordingLanguage({ kind: 'given', code: 'fr' });
    expect([language.question(0), language.spoken([])]).toEqual([undefined, { code: 'fr', probability: undefined }]);
    expect(language.toldToken).toBeUndefined();
  });

  it('asks all windows with one pin for each recording', () => {
    const language = new RecordingLanguage({ kind: 'detect', tokens });
    const [first, second] = [language.question(0), language.question(1)];
    expect(language.toldToken).toBeUndefined();
    expect([first, second]).toMatchObject([0, 1].map((windowIndex) => ({ windowIndex, languageTokens: [40, 41] })));
    expect(second?.pin).toBe(first?.pin);
    expect(new RecordingLanguage({ kind: 'detect', tokens }).question(0)?.pin).not.toBe(first?.pin);
    language.giveUp(0);
    expect(first?.pin.subarray(0, 2)).toEqual(Int32Array.of(1, 0));
  });

  it.each([
    { title: 'settles', isSilent: false, probability: 0.9, pinned: [0, 41] },
    { title: 'passes on, where nobody speaks,', isSilent: true, probability: 0.9, pinned: [1, 0] },
    { title: 'passes on, where it may be another language,', isSilent: false, probability: 0.4, pinned: [1, 0] },
  ])(
    '$title the question as an earlier run did, whatever is likely behind a prompt',
    ({ isSilent, probability, pinned }) => {
      const language = new RecordingLanguage({ kind: 'detect', tokens });
      const quality = { noSpeechProbability: isSilent ? 0.1 : 0.9, temperature: 0, faults: [], discarded: [] };
      language.recall(0, decodedWindow([1], { language: { token: 41, probability, isSilent }, quality }));
      expect(language.question(1)?.pin.subarray(0, 2)).toEqual(Int32Array.from(pinned));
    },
  );

  it('asks past windows that an earlier run heard no language in, and leaves those that wait the answers of others', () => {
    const language = new RecordingLanguage({ kind: 'detect', tokens });
    const heard = { token: 41, probability: 0.9, isSilent: false };
    language.recall(1, decodedWindow([1], { language: heard }));
    expect(language.question(2)?.answers).toEqual([{ windowIndex: 1, language: heard }]);
    language.recall(0, decodedWindow([1]));
    expect(language.question(2)?.pin.subarray(0, 2)).toEqual(Int32Array.of(1, 41));
    expect(language.question(2)).not.toHaveProperty('answers');
    expect(language.toldToken).toBe(41);
  });

  it('takes the most probable answer of windows with speech, or the one that was settled', () => {
    const language = new RecordingLanguage({ kind: 'detect', tokens });
    const heard = (token: number, probability: number, isSilent = false) =>
      decodedWindow([], { language: { token, probability, isSilent } });
    const windows = [heard(41, 0.3), heard(40, 0.45), heard(41, 0.9, true), decodedWindow([])];
    expect(language.spoken(windows)).toEqual({ code: 'en', probability: 0.45 });
    expect([language.spoken([]), language.spokenToken([])]).toEqual([undefined, undefined]);
    language.recall(0, heard(41, 0.6));
    expect(language.spoken([heard(40, 0.7), heard(41, 0.6)])).toEqual({ code: 'de', probability: 0.6 });
    expect(language.spokenToken([heard(40, 0.7)])).toBe(40);
  });
});
