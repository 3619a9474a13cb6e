import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { chosenFiles, requireNoRunFiles, requireOwnResults } from '../../src/cli/own-results.ts';
import { Command } from '../../src/cli/command-line.ts';
import { addRunOptions, type RunFlags } from '../../src/cli/run-options.ts';
import { errorOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const out = temporaryFolder();
const inFolder = (name: string): string => join(out, 'benchmarks', name);

function flagsOf(...args: readonly string[]): RunFlags {
  return addRunOptions(new Command())
    .parse(['--out-dir', out, ...args], { from: 'user' })
    .opts<RunFlags>();
}

function refusal(option: string, path: string, what: string) {
  return {
    code: 'USAGE',
    message: `Expected ${option} to name a file of its own, found ${path}, which is ${what}.`,
    remedy: `Give ${option} another path.`,
  };
}

describe('chosenFiles', () => {
  it('are those that were named', () => {
    expect(chosenFiles(flagsOf('--report', '--out-csv', 'a.csv'))).toEqual([{ option: '--out-csv', path: 'a.csv' }]);
  });
});

describe('requireOwnResults', () => {
  it.each([
    ['--out-csv', 'journal.jsonl', 'the journal of the results folder'],
    ['--out-json', 'run.lock', 'the lock of the results folder'],
    ['--out-summary-json', 'inference_per_file.csv', 'another result of this run'],
    ['--out-csv', 'inference_per_file.json', 'another result of this run'],
    ['--out-csv', 'evaluation.csv', 'another result of this run'],
    ['--report', 'said.html', 'the table of references'],
    ['--out-json', 'words.json', 'the tokenizer'],
  ])('refuses %s in the place of %s', (option, name, what) => {
    const given = ['--references', inFolder('said.html'), '--tokenizer-json', inFolder('words.json')];
    const flags = flagsOf(...given, option, inFolder(name));
    expect(errorOf(() => requireOwnResults(flags, { files: [inFolder('evaluation.csv')] }))).toEqual(
      refusal(option, inFolder(name), what),
    );
  });

  it('refuses two results in one file', () => {
    expect(errorOf(() => requireOwnResults(flagsOf('--out-csv', 'same', '--out-json', './same')))).toEqual(
      refusal('--out-json', './same', 'the file of --out-csv'),
    );
  });

  it('takes the places that results have by default, and others', () => {
    const flags = flagsOf('--report', '--out-csv', inFolder('inference_per_file.csv'), '--out-json', 'other.json');
    expect(() => requireOwnResults(flags)).not.toThrow();
  });
});

describe('requireNoRunFiles', () => {
  const path = join(out, 'a.wav');
  const table = join(out, 'references.tsv');
  for (const file of [path, table]) writeFileSync(file, '');
  const files = {
    sources: [{ path, name: 'a.wav' }],
    tables: [table],
    transcripts: () => [inFolder('a.transcript.txt')],
  };

  it.each([
    [path, 'a recording to be transcribed'],
    [table, 'a table of references'],
    [inFolder('a.transcript.txt'), 'a transcript of this run'],
  ])('refuses a result in the place of %s', (place, what) => {
    expect(errorOf(() => requireNoRunFiles(flagsOf('--out-csv', place), files))).toEqual(
      refusal('--out-csv', place, what),
    );
  });

  it('takes another place', () => {
    expect(() => requireNoRunFiles(flagsOf('--out-csv', join(out, 'a.csv')), files)).not.toThrow();
  });
});
