import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Command } from '../../src/cli/command-line.ts';
import { USUAL_REPETITIONS } from '../../src/bench/sweep-configuration.ts';
import { addSweepOptions, toSweepConfiguration, type SweepFlags } from '../../src/cli/sweep-options.ts';
import { errorOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { capturedRun } from './captured-run.ts';

/** Every option that `sweep` promises. */
const OPTIONS =
  'config workers threads batch-size precision spinning audio-dir model-dir language repetitions warmup cores out-dir ' +
  'save-profile force json quiet help';

function configurationOf(...args: readonly string[]) {
  const command = addSweepOptions(new Command('sweep')).parse(args, { from: 'user' });
  return toSweepConfiguration(command.opts<SweepFlags>());
}

function writeConfiguration(text: string): string {
  const path = join(temporaryFolder(), 'sweep.json');
  writeFileSync(path, text);
  return path;
}

describe('addSweepOptions', () => {
  it('shows every option in the help of `sweep`, and the rule, within 80 columns', async () => {
    const { exitCode, stdout, stderr } = await capturedRun('sweep', '--help');
    expect([exitCode, stderr]).toEqual([0, '']);
    const shown = [...stdout.matchAll(/^ {2}(?:-\w, )?--([\w-]+)/gm)].map(([, name]) => name);
    expect(shown).toEqual(OPTIONS.split(' '));
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout).toContain('of the points within 2 % of the highest throughput');
  });

  it('states the defaults that the configuration has', async () => {
    const { stdout } = await capturedRun('sweep', '--help');
    const { workers, threads, batchSizes, warmup } = configurationOf();
    const stated = [...stdout.matchAll(/\(default:\s([\d,]+)\)/g)].map(([, value]) => value);
    expect(stated).toEqual([workers, threads, batchSizes, USUAL_REPETITIONS, warmup].map(String));
  });
});

describe('toSweepConfiguration', () => {
  it('takes lists from options', () => {
    const args =
      '--workers 1,2 --threads 3 --batch-size 4,8 --precision fp32 --spinning on --repetitions 5 --warmup 0 ' +
      '--audio-dir talks --model-dir m --language de --cores 6';
    expect(configurationOf(...args.split(' '))).toEqual({
      audioFolder: 'talks',
      language: 'de',
      modelFolder: 'm',
      workers: [1, 2],
      threads: [3],
      batchSizes: [4, 8],
      precisions: ['fp32'],
      allowSpinning: [true],
      repetitions: 5,
      warmup: 0,
      cores: 6,
    });
  });

  it('counts options more than the file', () => {
    const path = writeConfiguration('{"workers": [1], "threads": [1], "audio_dir": "talks"}');
    expect(configurationOf('--config', path, '--threads', '2')).toMatchObject({
      audioFolder: 'talks',
      workers: [1],
      threads: [2],
      batchSizes: [4, 8],
    });
  });

  it.each([
    [['--workers', '1,x'], 'expected `workers.1` to be a whole number, found "x".'],
    [['--workers', ''], 'expected `workers.0` to be a whole number, found "".'],
    [['--batch-size', '0'], 'expected `batch_size.0` to be at least 1, found 0.'],
    [['--threads', '1.5'], 'expected `threads.0` to be a whole number, found 1.5.'],
    [['--spinning', 'off,maybe'], 'expected `spinning.1` to be "off" or "on", found "maybe".'],
  ])('refuses %j', (args, message) => {
    expect(errorOf(() => configurationOf(...args))).toEqual({
      code: 'USAGE',
      message: `command line: ${message}`,
      remedy: 'Correct it; `whisper-batch sweep --help` explains every setting.',
    });
  });

  it('names the file that is wrong, even where an option counts more', () => {
    const path = writeConfiguration('{"workers": 1}');
    expect(errorOf(() => configurationOf('--config', path, '--workers', '2'))).toEqual({
      code: 'USAGE',
      message: `${path}: expected \`workers\` to be a list, found 1.`,
      remedy: 'Correct it; `whisper-batch sweep --help` explains every setting.',
    });
    const list = writeConfiguration('[]');
    expect(errorOf(() => configurationOf('--config', list)).message).toBe(
      `${list}: expected the configuration to be an object, found [].`,
    );
  });

  it.each(['/nowhere/at/all.json', writeConfiguration('{')])('needs a file that is JSON, unlike %s', (path) => {
    const { code, message, remedy } = errorOf(() => configurationOf('--config', path));
    expect([code, remedy]).toEqual(['USAGE', 'Give the file of a sweep, such as bench-configs/default.json.']);
    expect(message.startsWith(`${path}: expected a readable JSON file, but `)).toBe(true);
  });
});
