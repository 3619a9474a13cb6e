import { describe, expect, it } from 'vitest';
import { fileRecord, segmentRecord, windowRecord } from '../../src/output/file-record.ts';
import { transcribedFile } from './example-run.ts';

describe('fileRecord', () => {
  it('has no real-time factor for a recording without audio', () => {
    expect(fileRecord(transcribedFile('empty.wav', { durationSeconds: 0 }))).toMatchObject({
      duration_s: 0,
      rtf: null,
    });
  });

  it('keeps text exactly, formulas included', () => {
    const file = transcribedFile('a.wav');
    const record = fileRecord({ ...file, transcript: { ...file.transcript, text: '=1+1 "so"' } });
    expect(record.text).toBe('=1+1 "so"');
  });
});

describe('fileRecord with a language', () => {
  it('says which it is, and how likely where it was detected', () => {
    const file = transcribedFile('a.wav');
    const record = (probability: number | undefined) =>
      fileRecord({ ...file, transcript: { ...file.transcript, language: { code: 'de', probability } } });
    expect(record(0.98765432)).toMatchObject({ language: 'de', language_probability: 0.987654 });
    expect(record(undefined)).toMatchObject({ language: 'de', language_probability: null });
    expect(fileRecord(file)).toMatchObject({ language: null, language_probability: null });
  });
});

describe('segmentRecord', () => {
  it('rounds times to milliseconds', () => {
    expect(segmentRecord({ startSeconds: 0.123456, endSeconds: 1.9999, text: 'a' })).toEqual({
      start_s: 0.123,
      end_s: 2,
      text: 'a',
    });
  });

  it('holds words where there are some', () => {
    const words = [{ text: 'a', startSeconds: 0.123456, endSeconds: 0.5, probability: 0.123_456_789 }];
    expect(segmentRecord({ startSeconds: 0, endSeconds: 1, text: 'a', words }).words).toEqual([
      { word: 'a', start_s: 0.123, end_s: 0.5, probability: 0.123457 },
    ]);
  });
});

describe('windowRecord', () => {
  it('says what the window was heard to say and how sure the model was', () => {
    const [window] = transcribedFile('a.wav').transcript.windows;
    if (window === undefined) throw new Error('the example has a window');
    const segments = [{ startSeconds: 1, endSeconds: 2, text: 'Ask' }];
    expect(windowRecord({ ...window, overlapSeconds: 2.5, segments })).toEqual({
      start_s: 0,
      end_s: 10,
      text: 'Ask not.',
      overlap_s: 2.5,
      reached_token_limit: false,
      average_log_probability: -0.25,
      segments: [{ start_s: 1, end_s: 2, text: 'Ask' }],
    });
  });

  it('holds the window that was heard between it and the one before, with its text', () => {
    const [window] = transcribedFile('a.wav').transcript.windows;
    expect(windowRecord({ ...window!, between: { ...window!, text: 'not' } })['between']).toEqual({
      ...windowRecord(window!),
      text: 'not',
    });
    expect(windowRecord(window!)).not.toHaveProperty('between');
  });

  it('lists the silences that were left out, where there are any', () => {
    const [window] = transcribedFile('a.wav').transcript.windows;
    const skips = [
      { atSeconds: 4, seconds: 60.0004, keptBeforeSeconds: 0.5, keptAfterSeconds: 0.5 },
      { atSeconds: 6, seconds: 7, keptBeforeSeconds: 0.5, keptAfterSeconds: 0.5 },
    ];
    expect(windowRecord({ ...window!, startSeconds: 30, endSeconds: 107, skips })['skips']).toEqual([
      { start_s: 34, duration_s: 60 },
      { start_s: 96, duration_s: 7 },
    ]);
    expect(windowRecord(window!)).not.toHaveProperty('skips');
  });

  it('says what the checks found and which attempts were not kept', () => {
    const [window] = transcribedFile('a.wav').transcript.windows;
    const discarded = [
      { temperature: 0, faults: ['log_probability'] as const, averageLogProbability: -1.23456789, tokenCount: 3 },
    ];
    const quality = {
      noSpeechProbability: 0.12345678,
      compressionRatio: 1.23456,
      temperature: 0.2,
      faults: [],
      discarded,
    };
    expect(windowRecord({ ...window!, quality })).toMatchObject({
      no_speech_probability: 0.123457,
      compression_ratio: 1.2346,
      temperature: 0.2,
      faults: [],
      discarded_attempts: [
        { temperature: 0, faults: ['log_probability'], average_log_probability: -1.234568, tokens: 3 },
      ],
    });
  });
});
