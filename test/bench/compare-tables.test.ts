import { describe, expect, it } from 'vitest';
import { comparisonRemarks, comparisonTables } from '../../src/bench/compare-tables.ts';
import { exampleComparison, resultFolder } from './example-results.ts';

describe('comparisonTables', () => {
  it('shows speed with its conditions, errors, and each program against each', () => {
    const [speed, accuracy, pairs, characterPairs] = comparisonTables(exampleComparison());
    expect(speed).toEqual({
      title: 'Speed over 2 common files',
      head: ['Program', 'Median s', 'p95 s', 'Median RTF', 'p95 RTF', 'Audio s/s', 'Peak', 'Speed-up'],
      rows: [
        ['ours', '0.500', '0.500', '0.0500', '0.0500', '20.00', '1.00 GiB', '1.00×'],
        ['theirs', '1.000', '1.000', '0.1000', '0.1000', '10.00', '1.00 GiB', '0.50×'],
      ],
      notes: [
        'Speed-up: throughput (audio seconds per second of the run) relative to ours.',
        'Latencies compare only between programs that take one file after another; in a batch they overlap.',
        'Measured on Test CPU.',
        'ours: 2 × 1 threads, batches of 8, fp32.',
        'theirs: 2 × 1 threads, batches of 8, fp32.',
      ],
    });
    expect(accuracy).toEqual({
      title: 'Errors against references.tsv',
      head: ['Program', 'WER %', 'CER %', 'Substituted', 'Deleted', 'Inserted', 'Words'],
      rows: [
        ['ours', '0.00', '0.00', '0', '0', '0', '7'],
        ['theirs', '14.29', '12.50', '0', '1', '0', '7'],
      ],
      notes: ["Summed over all files, after Whisper's text normaliser (english)."],
    });
    expect(pairs?.rows).toEqual([
      ['ours', '·', '11.11'],
      ['theirs', '12.50', '·'],
    ]);
    expect(characterPairs?.title).toBe('Character differences from each other, %');
    expect(characterPairs?.rows).toEqual([
      ['ours', '·', '10.00'],
      ['theirs', '11.11', '·'],
    ]);
  });

  it('shows a dash for what is not known, and says when machines differ', () => {
    const folders = [
      resultFolder('a', { 'a.wav': '' }, { wallSeconds: null, peakMemoryBytes: null, cpuModel: null }),
      resultFolder('b', { 'a.wav': '' }),
    ];
    const tables = comparisonTables(exampleComparison({ folders, references: undefined }));
    expect(tables.map(({ title }) => title)).toEqual([
      'Speed over 1 common file',
      'Word differences from each other, %',
      'Character differences from each other, %',
    ]);
    expect(tables[0]?.rows[0]).toEqual(['a', '1.000', '1.000', '0.1000', '0.1000', '–', '–', '–']);
    expect(tables[0]?.notes).toContain('Measured on different machines: an unnamed processor; Test CPU.');
    expect(tables[1]?.rows).toEqual([
      ['a', '·', '–'],
      ['b', '–', '·'],
    ]);
  });

  it('compares a single program with the references only', () => {
    const folders = [resultFolder('a', { 'a.wav': 'Ask' })];
    expect(comparisonTables(exampleComparison({ folders })).map(({ title }) => title)).toEqual([
      'Speed over 1 common file',
      'Errors against references.tsv',
    ]);
  });
});

describe('comparisonRemarks', () => {
  it('says what was left out and what has no reference', () => {
    const folders = [resultFolder('a', { 'a.wav': '', 'c.wav': '', 'b.wav': '' }), resultFolder('b', { 'b.wav': '' })];
    expect(comparisonRemarks(exampleComparison({ folders }))).toEqual([
      'Left out: a.wav, which b did not transcribe.',
      'Left out: c.wav, which b did not transcribe.',
      'No reference for b.wav in references.tsv.',
    ]);
    expect(comparisonRemarks(exampleComparison({ references: undefined }))).toEqual([
      'No references were given, so there are no error rates against what was said.',
    ]);
  });

  it('does not bury the tables under thousands of files', () => {
    const texts = Object.fromEntries(Array.from({ length: 2000 }, (_, index) => [`${index}.wav`, '']));
    const folders = [resultFolder('a', texts), resultFolder('b', { '0.wav': '' })];
    const leftOut = comparisonRemarks(exampleComparison({ folders }));
    expect(leftOut.slice(9)).toEqual([
      'Left out: 10.wav, which b did not transcribe.',
      'Left out: 1,989 files more; --json lists all.',
      'No reference for 0.wav in references.tsv.',
    ]);
    const unknown = comparisonRemarks(exampleComparison({ folders: [resultFolder('a', texts)] }));
    expect(unknown.slice(9)).toEqual([
      'No reference for 9.wav in references.tsv.',
      'No reference for 1,990 files more; --json lists all.',
    ]);
  });
});
