import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileRecord } from '../../src/output/file-record.ts';
import { formatResultsCsv, writeResults } from '../../src/output/results-files.ts';
import { failedFile, runReport, transcribedFile } from './example-run.ts';

let folder = '';

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'results-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

describe('formatResultsCsv', () => {
  it('has the old columns first, with their digits, and a row for every file', () => {
    const records = [
      transcribedFile('=jfk, 1961.wav', { warnings: ['It ends early.', 'It is quiet.'] }),
      failedFile('bad.wav'),
    ];
    expect(formatResultsCsv(records.map(fileRecord)).split('\n')).toEqual([
      'file,duration_s,end_to_end_s,rtf,text,status,windows,words,load_s,preprocess_s,model_only_s,decode_s,queue_s,warnings,error_code,error,wer,cer,language,language_probability,skipped_s',
      `"'=jfk, 1961.wav",10.000,2.0000,0.200000,Ask not.,transcribed,1,2,0.1250,0.0625,1.5000,0.0313,0.2500,It ends early.; It is quiet.,,,,,,,0.000`,
      'bad.wav,,,,,failed,,,,,,,,,AUDIO_INVALID,"Expected audio in bad.wav, found text.",,,,,',
      '',
    ]);
  });
});

describe('writeResults', () => {
  it('writes the CSV, the JSON and the summary', async () => {
    const paths = {
      csv: join(folder, 'out', 'a.csv'),
      json: join(folder, 'out', 'a.json'),
      summaryJson: join(folder, 'sum.json'),
    };
    await writeResults(runReport([transcribedFile('a.wav'), failedFile('b.wav')]), paths);
    expect(readFileSync(paths.csv, 'utf8')).toMatch(/^file,duration_s,end_to_end_s,rtf,text,/u);
    const records = JSON.parse(readFileSync(paths.json, 'utf8')) as unknown;
    expect(records).toMatchObject([
      {
        file: 'a.wav',
        duration_s: 10,
        end_to_end_s: 2,
        rtf: 0.2,
        text: 'Ask not.',
        status: 'transcribed',
        error: null,
      },
      {
        file: 'b.wav',
        duration_s: null,
        text: '',
        status: 'failed',
        error: { code: 'AUDIO_INVALID', message: 'Expected audio in b.wav, found text.', remedy: 'Convert it to WAV.' },
      },
    ]);
    expect(JSON.parse(readFileSync(paths.summaryJson, 'utf8'))).toMatchObject({ n_files: 2, n_failed: 1 });
    expect(readdirSync(folder).sort()).toEqual(['out', 'sum.json']);
  });
});
