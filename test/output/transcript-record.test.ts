import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { languageRecord, transcriptRecord } from '../../src/output/transcript-record.ts';
import { packageRoot } from '../../src/package-root.ts';
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

describe('transcript.schema.json', () => {
  it('names every field of a window, of a silence left out and of an attempt that was discarded', () => {
    const file = transcribedFile('a.wav');
    const attempt = { temperature: 0, faults: ['repetition'], averageLogProbability: -2, tokenCount: 9 } as const;
    const quality = { noSpeechProbability: 0.1, compressionRatio: 1, temperature: 1, faults: [], discarded: [attempt] };
    const skips = [{ atSeconds: 4, seconds: 60, keptBeforeSeconds: 0.5, keptAfterSeconds: 0.5 }];
    const windows = file.transcript.windows.map((window) => ({ ...window, skips, quality, between: window }));
    const record = transcriptRecord({ ...file, transcript: { ...file.transcript, windows } });
    const [window] = record.windows as readonly Readonly<Record<string, unknown>>[];
    const schema = JSON.parse(readFileSync(join(packageRoot(), 'schemas', 'transcript.schema.json'), 'utf8')) as {
      readonly $defs: Readonly<Record<string, { readonly properties: object }>>;
    };
    const described = (name: string) => Object.keys(schema.$defs[name]?.properties ?? {});
    const firstOf = (name: string) => Object.keys((window?.[name] as readonly object[])[0] ?? {});
    expect(described('window')).toEqual(Object.keys(window ?? {}));
    expect(described('attempt')).toEqual(firstOf('discarded_attempts'));
    expect(described('skip')).toEqual(firstOf('skips'));
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
