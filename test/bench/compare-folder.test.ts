import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readResultFolder } from '../../src/bench/compare-folder.ts';
import { errorOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeResults } from './example-results.ts';

const fixtures = fileURLToPath(new URL('../fixtures/compared-runs', import.meta.url));
const record = { file: 'a.wav', status: 'transcribed', duration_s: 10, end_to_end_s: 1, text: 'A.' };

describe('readResultFolder', () => {
  it.each(['whisper-batch', 'faster-whisper'])('reads what %s wrote', (name) => {
    const folder = readResultFolder(join(fixtures, name));
    expect(folder).toMatchObject({ name, path: join(fixtures, name), failedFiles: [], cpuModel: 'AMD EPYC' });
    expect(folder.files.size).toBe(3);
    expect(folder.files.get('librispeech-533-1066-0006.flac')).toMatchObject({
      durationSeconds: 3.795,
      text: 'I have none. I said happily.',
    });
    expect(folder.wallSeconds).toBeGreaterThan(0);
    expect(folder.peakMemoryBytes).toBeGreaterThan(2 ** 28);
    expect(folder.settings).toMatch(/^\d × \d threads, batches of 8, fp32$/);
  });

  it('takes the name that stands before the folder', () => {
    expect(readResultFolder(`mine=${join(fixtures, 'whisper-batch')}`)).toMatchObject({
      name: 'mine',
      path: join(fixtures, 'whisper-batch'),
    });
  });

  it('keeps failed files apart and takes unknown figures for what they are', () => {
    const folder = writeResults(temporaryFolder(), [record, { file: 'b.wav', status: 'failed', text: '' }], {});
    expect(readResultFolder(folder)).toMatchObject({
      files: new Map([['a.wav', { file: 'a.wav', durationSeconds: 10, latencySeconds: 1, text: 'A.' }]]),
      failedFiles: ['b.wav'],
      wallSeconds: null,
      peakMemoryBytes: null,
      cpuModel: null,
      settings: 'settings not told',
    });
  });

  it('names the file that is missing', () => {
    const folder = temporaryFolder();
    const { code, message, remedy } = errorOf(() => readResultFolder(folder));
    expect([code, remedy]).toEqual([
      'USAGE',
      'Give the folder that was the --out-dir of a run; it holds a folder "benchmarks".',
    ]);
    const path = join(folder, 'benchmarks', 'inference_per_file.json');
    expect(message).toContain(`Expected the results of a run in ${path}, but reading it failed: ENOENT`);
  });

  it.each([
    ['{', {}, 'inference_per_file.json', /: expected JSON, found a syntax error \(.+\)\.$/],
    [{}, {}, 'inference_per_file.json', /: expected a list of files, found another value\.$/],
    [[record], [], 'inference_summary.json', /: expected an object, found another value\.$/],
    [[record, record], {}, 'inference_per_file.json', /: expected one record of "a\.wav", found more\.$/],
    [
      [{ ...record, end_to_end_s: -1 }],
      {},
      'inference_per_file.json',
      /: expected .* of "a\.wav", found them incomplete\.$/,
    ],
    [
      JSON.stringify([record]).replace('10', '1e999'),
      {},
      'inference_per_file.json',
      /: expected .* of "a\.wav", found them incomplete\.$/,
    ],
    [[{}], {}, 'inference_per_file.json', /: expected a `file` in every record, found none\.$/],
    [
      [{ file: 'a.wav' }],
      {},
      'inference_per_file.json',
      /: expected `duration_s`, `end_to_end_s` and `text` of "a\.wav", found them incomplete\.$/,
    ],
  ])('says what is wrong with %j and %j', (perFile, summary, file, expected) => {
    const folder = writeResults(temporaryFolder(), perFile, summary);
    const { code, message, remedy } = errorOf(() => readResultFolder(folder));
    expect([code, remedy]).toEqual(['RESULTS_DAMAGED', 'Run the program again to write it anew.']);
    expect(message.startsWith(join(folder, 'benchmarks', file))).toBe(true);
    expect(message).toMatch(expected);
  });
});
