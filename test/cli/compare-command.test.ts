import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { writeResults } from '../bench/example-results.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { capturedRun } from './captured-run.ts';

const fixtures = fileURLToPath(new URL('../fixtures/compared-runs', import.meta.url));
const folders = [join(fixtures, 'faster-whisper'), `ours=${join(fixtures, 'whisper-batch')}`];
const references = join(fixtures, 'references.tsv');

describe('whisper-batch compare', () => {
  it('compares two real result folders and writes the comparison', async () => {
    const out = temporaryFolder();
    const run = await capturedRun('compare', ...folders, '--references', references, '--out-dir', out, '--diff');
    expect([run.exitCode, run.stderr]).toEqual([0, '']);
    for (const text of [
      'Speed over 2 common files\n',
      '│ faster-whisper │  0.00 │  0.00 │           0 │       0 │        0 │    10 │\n',
      '│ ours           │  0.00 │  0.00 │           0 │       0 │        0 │    10 │\n',
      'Left out: librispeech-367-130732-0008.flac, which ours did not transcribe.\n',
      'Left out: picovoice-de.flac, which faster-whisper did not transcribe.\n',
      'All texts are the same, word for word.\n',
      `Written: ${join(out, 'comparison.md')}, ${join(out, 'comparison.csv')}\n`,
    ]) {
      expect(run.stdout).toContain(text);
    }
    expect(readdirSync(out).sort()).toEqual(['comparison.csv', 'comparison.md']);
    expect(readFileSync(join(out, 'comparison.csv'), 'utf8').match(/^[^,]+,/gm)).toEqual([
      'program,',
      'faster-whisper,',
      'ours,',
    ]);
  });

  it('takes the references beside the sample recordings when none are named', async () => {
    const run = await capturedRun('compare', ...folders, '--out-dir', temporaryFolder());
    expect(run.stdout).toContain('No reference for librispeech-2033-164914-0004.flac in audio/references.tsv.\n');
  });

  it('prints one JSON document, or nothing when quiet', async () => {
    const out = temporaryFolder();
    const run = await capturedRun('compare', ...folders, '--baseline', 'ours', '--json', '--out-dir', out);
    expect(JSON.parse(run.stdout)).toMatchObject({
      baseline: 'ours',
      common_files: ['librispeech-2033-164914-0004.flac', 'librispeech-533-1066-0006.flac'],
    });
    expect(await capturedRun('compare', ...folders, '--quiet', '--out-dir', out)).toEqual({
      exitCode: 0,
      stdout: '',
      stderr: '',
    });
  });

  it('ends with status 2 for a folder that is not there', async () => {
    const missing = join(temporaryFolder(), 'none');
    const { exitCode, stdout, stderr } = await capturedRun('compare', missing);
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toContain(`error: Expected the results of a run in ${join(missing, 'benchmarks')}`);
  });

  it('ends with status 3 for damaged results', async () => {
    const { exitCode, stderr } = await capturedRun('compare', `x=${writeResults(temporaryFolder(), {}, {})}`);
    expect(exitCode).toBe(3);
    expect(stderr).toMatch(/^error: .*inference_per_file\.json: expected a list of files, found another value\.\n/);
  });

  it('lists its options in its help', async () => {
    const { stdout } = await capturedRun('compare', '--help');
    expect([...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+|folders) /gm)].map(([, name]) => name)).toEqual([
      'folders',
      '--baseline',
      '--references',
      '--out-dir',
      '--diff',
      '--json',
      '--quiet',
      '--help',
    ]);
  });
});
