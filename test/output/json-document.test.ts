import { describe, expect, it } from 'vitest';
import { formatJsonDocument } from '../../src/output/json-document.ts';
import { failedFile, runReport, transcribedFile } from './example-run.ts';

describe('formatJsonDocument', () => {
  it('holds the summary, and every file with segments, windows and error', () => {
    const text = formatJsonDocument(runReport([transcribedFile('a.wav'), failedFile('b.wav')]));
    expect(text.endsWith('}\n')).toBe(true);
    expect(JSON.parse(text)).toMatchObject({
      schema_version: 1,
      summary: { n_files: 2 },
      files: [
        {
          file: 'a.wav',
          path: '/audio/a.wav',
          language: null,
          language_probability: null,
          windows: 1,
          segments: [{ start_s: 0, end_s: 10, text: 'Ask not.' }],
          window_transcripts: [
            {
              start_s: 0,
              end_s: 10,
              overlap_s: 0,
              text: 'Ask not.',
              reached_token_limit: false,
              average_log_probability: -0.25,
              segments: [],
            },
          ],
        },
        { file: 'b.wav', status: 'failed', error: { code: 'AUDIO_INVALID' }, segments: [], window_transcripts: [] },
      ],
    });
  });
});
