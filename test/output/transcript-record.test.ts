import { describe, expect, it } from 'vitest';
import { languageRecord, transcriptRecord } from '../../src/output/transcript-record.ts';
import { transcribedFile } from './example-run.ts';

describe('transcriptRecord', () => {
  it('rounds the length and tells how windows were decoded, without their texts', () => {
    expect(transcriptRecord(transcribedFile('sub/a.wav', { durationSeconds: 10.000_04 }))).toEqual({
      schema_version: 2,
      file: 'sub/a.wav',
      duration_s: 10,
      language: null,
      language_probability: null,
      text: 'Ask not.',
      segments: [{ start_s: 0, end_s: 10, text: 'Ask not.' }],
      windows: [{ start_s: 0, end_s: 10, overlap_s: 0, reached_token_limit: false, average_log_probability: -0.25 }],
    });
  });
});

describe('languageRecord', () => {
  it('has no probability for a language that was given', () => {
    expect(languageRecord({ language: { code: 'de', probability: undefined } })).toEqual({
      language: 'de',
      language_probability: null,
    });
    expect(languageRecord({ language: { code: 'de', probability: 0.75 } }).language_probability).toBe(0.75);
  });
});
