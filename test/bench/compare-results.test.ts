import { describe, expect, it } from 'vitest';
import { compareResults } from '../../src/bench/compare-results.ts';
import { errorOf } from '../helpers/error-of.ts';
import { exampleComparison, references, resultFolder } from './example-results.ts';

const noEdits = { substitutions: 0, deletions: 0, insertions: 0 };

describe('compareResults', () => {
  it('relates speed to the first folder, or to the one named', () => {
    const speedUps = (baseline?: string): (number | null)[][] =>
      exampleComparison({ baseline }).programs.map(({ throughput, speedUp, latencySpeedUp }) => [
        throughput,
        speedUp,
        latencySpeedUp,
      ]);
    expect(speedUps()).toEqual([
      [20, 1, 1],
      [10, 0.5, 0.5],
    ]);
    expect(speedUps('theirs')).toEqual([
      [20, 2, 2],
      [10, 1, 1],
    ]);
  });

  it('counts errors against the references, and says which files have none', () => {
    const { programs, filesWithoutReference } = exampleComparison();
    expect(programs.map(({ errors }) => errors?.words)).toEqual([
      { ...noEdits, referenceLength: 7 },
      { ...noEdits, deletions: 1, referenceLength: 7 },
    ]);
    expect(filesWithoutReference).toEqual(['b.wav']);
  });

  it('has no error rates without references', () => {
    const { programs, filesWithoutReference, referencesPath } = exampleComparison({ references: undefined });
    expect(programs.map(({ errors }) => errors)).toEqual([null, null]);
    expect([filesWithoutReference, referencesPath]).toEqual([[], null]);
  });

  it('takes the language that the first program heard in a file, where it was to be detected', () => {
    const file = { file: 'a.wav', durationSeconds: 1, latencySeconds: 1, text: '东京', language: 'zh' };
    const ours = resultFolder('ours', {}, { files: new Map([['a.wav', file]]), language: 'auto' });
    const folders = [ours, resultFolder('theirs', { 'a.wav': '东京' }, { language: 'auto' })];
    expect(exampleComparison({ folders, references: undefined }).normalizers).toEqual(['basic, letters']);
  });

  it('has a row without figures for a program that transcribed nothing', () => {
    const folders = [resultFolder('ours', { 'a.wav': 'Ask' }), resultFolder('broken', {}, { failedFiles: ['a.wav'] })];
    const { commonFiles, silentPrograms, programs, pairs } = exampleComparison({ folders });
    expect([commonFiles, silentPrograms, pairs]).toEqual([['a.wav'], ['broken'], []]);
    expect(programs[1]).toMatchObject({ throughput: null, speedUp: null, errors: null, latency: { median: null } });
  });

  it('takes translations for English, whatever was spoken', () => {
    const file = { file: 'a.wav', durationSeconds: 1, latencySeconds: 1, text: 'colour', language: 'de' };
    const changes = { language: 'auto', task: 'translate' } as const;
    const folders = [resultFolder('ours', {}, { files: new Map([['a.wav', file]]), ...changes })];
    expect(exampleComparison({ folders, references: undefined }).normalizers).toEqual(['english']);
  });

  it('takes each program for right in turn', () => {
    expect(exampleComparison().pairs).toEqual([
      {
        reference: 'ours',
        heard: 'theirs',
        errors: {
          words: { ...noEdits, deletions: 1, referenceLength: 9 },
          characters: { ...noEdits, deletions: 4, referenceLength: 40 },
        },
      },
      {
        reference: 'theirs',
        heard: 'ours',
        errors: {
          words: { ...noEdits, insertions: 1, referenceLength: 8 },
          characters: { ...noEdits, insertions: 4, referenceLength: 36 },
        },
      },
    ]);
  });

  it('tells the words in which texts differ from the baseline', () => {
    const { differences } = exampleComparison();
    expect(differences).toHaveLength(1);
    expect(differences[0]).toMatchObject({ file: 'a.wav', program: 'theirs' });
    expect(differences[0]!.stretches.filter(({ kind }) => kind === 'changed')).toEqual([
      { kind: 'changed', before: ['not'], after: [] },
    ]);
  });

  it('leaves files out of the figures that one program lacks or failed at, but not out of its throughput', () => {
    const comparison = exampleComparison({
      folders: [
        resultFolder('ours', { 'a.wav': 'A', 'b.wav': 'B' }),
        resultFolder('theirs', { 'a.wav': 'A' }, { failedFiles: ['c.wav'] }),
        resultFolder('third', { 'a.wav': 'A' }),
      ],
      references: references({}),
    });
    expect(comparison.commonFiles).toEqual(['a.wav']);
    expect(comparison.partialFiles).toEqual([
      { file: 'b.wav', missingIn: ['theirs', 'third'] },
      { file: 'c.wav', missingIn: ['ours', 'theirs', 'third'] },
    ]);
    expect(comparison.programs.map(({ throughput }) => throughput)).toEqual([10, 10, 10]);
    expect(comparison.programs.map(({ speedUp }) => speedUp)).toEqual([1, 1, 1]);
    expect(comparison.programs[0]!.latency).toMatchObject({ median: 1, p95: 1 });
  });

  it.each([
    [
      ['a', 'a'],
      undefined,
      'Expected folders of different names, found "a" more than once.',
      'Give one of them another name: OTHER_NAME=results/a.',
    ],
    [
      ['a', 'b'],
      'c',
      'Expected --baseline to be one of "a", "b", found "c".',
      "A folder's name is the last part of its path, or NAME in NAME=DIR.",
    ],
  ])('refuses %j with baseline %s', (names, baseline, message, remedy) => {
    const folders = names.map((name) => resultFolder(name, { 'a.wav': 'A' }));
    const request = { folders, baseline, references: undefined };
    expect(errorOf(() => compareResults(request))).toEqual({ code: 'USAGE', message, remedy });
  });

  it('refuses folders without a file in common', () => {
    const folders = [resultFolder('a', { 'a.wav': 'A' }), resultFolder('b', { 'b.wav': 'B' })];
    const request = { folders, baseline: undefined, references: undefined };
    expect(errorOf(() => compareResults(request))).toEqual({
      code: 'USAGE',
      message: 'Expected at least one file that results/a, results/b all transcribed, found none.',
      remedy: 'Run the programs on the same audio, named in the same way.',
    });
  });
});
