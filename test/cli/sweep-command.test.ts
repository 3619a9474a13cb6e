import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { coreBudget } from '../../src/batch/core-budget.ts';
import { calibrationKey, storeCalibration } from '../../src/bench/calibration-store.ts';
import { exampleCalibration } from '../bench/example-calibration.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';
import { capturedRun, capturePrints, writeSpeech } from './captured-run.ts';
import { runProgram } from '../../src/cli/program.ts';

const model = temporaryFolder();
const audio = writeSpeech(temporaryFolder(), ['a.wav', 'b.wav']);
const ONE_POINT = ['--workers', '1', '--threads', '1', '--batch-size', '2', '--spinning', 'off', '--warmup', '0'];

// `capturedRun` clears stubbed variables.
const caches = ['XDG_CACHE_HOME', 'LOCALAPPDATA'] as const;
const saved = caches.map((name) => [name, process.env[name]] as const);

beforeAll(async () => {
  for (const name of caches) process.env[name] = temporaryFolder();
  const cores = coreBudget();
  await storeCalibration(exampleCalibration({ ...calibrationKey(cores) }));
  writeTinyCheckpoint(model);
  await capturedRun('compile', model, '--quiet');
});

afterAll(() => {
  for (const [name, value] of saved) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
});

/** The command line of a sweep with the tiny model. */
function sweepArgs(out: string, ...args: readonly string[]): string[] {
  return ['sweep', '--audio-dir', audio, '--model-dir', model, '--out-dir', out, ...ONE_POINT, ...args];
}

describe('whisper-batch sweep', () => {
  it('measures in processes of their own, saves the profile that `run` then uses, and resumes', async () => {
    const out = temporaryFolder();
    const config = temporaryFolder();
    const sweep = async (...args: readonly string[]) => {
      const printed = capturePrints();
      vi.stubEnv('XDG_CONFIG_HOME', config);
      const exitCode = await runProgram(sweepArgs(out, ...args)).finally(printed.restore);
      return { exitCode, ...printed.texts() };
    };
    const first = await sweep('--repetitions', '1', '--save-profile');
    const profile = join(config, 'whisper-batch', 'profile.json');
    expect(first.exitCode).toBe(0);
    expect(first.stderr).toMatch(
      /^warming up: one run that is not measured\npoint 1 of 1, repetition 1 of 1, about \d+ s left\n$/,
    );
    expect(first.stdout).toContain('│ 1 × 1 │     2 │    – │');
    expect(first.stdout).toContain(`\nProfile: ${profile}; \`run\` now uses 1 worker × 1 thread, batches of 2\n`);
    const written = JSON.parse(readFileSync(join(out, 'sweep', 'sweep.json'), 'utf8')) as object;
    expect(written).toMatchObject({
      recommended: 'w1-t1-b2-fp32-spin0',
      audio: { n_files: 2, audio_s: 2 },
      points: [{ pareto_best: true, recommended: true, failure: null }],
    });
    expect(readFileSync(join(out, 'sweep', 'sweep.csv'), 'utf8')).toContain('\nw1-t1-b2-fp32-spin0,1,1,2,fp32,off,');

    // As after a kill in the middle of a line.
    appendFileSync(join(out, 'sweep', 'journal.jsonl'), '{"key":"');
    const second = await sweep('--repetitions', '1', '--json');
    expect(second.stderr).toBe('1 of 1 run already measured; --force measures them anew\n');
    expect(JSON.parse(second.stdout)).toEqual(written);

    const printed = capturePrints();
    vi.stubEnv('XDG_CONFIG_HOME', config);
    const runArgs = ['run', join(audio, 'a.wav'), '--model-dir', model, '--out-dir', out];
    await runProgram(runArgs).finally(printed.restore);
    expect(JSON.parse(readFileSync(join(out, 'benchmarks', 'inference_summary.json'), 'utf8'))).toMatchObject({
      config_used: { workers: 1, threads: 1, batch_size: 2, profile },
    });
    expect(printed.texts().stdout.replace(/[\s│]+/g, ' ')).toContain(', batches of 2, from the profile');
  });

  it('ends with 130 at Ctrl-C, writes no results, and says how to go on', async () => {
    const out = temporaryFolder();
    const printed = capturePrints();
    const running = runProgram(sweepArgs(out));
    while (!printed.texts().stderr.includes('warming up')) await delay(5);
    process.emit('SIGINT', 'SIGINT');
    const exitCode = await running.finally(printed.restore);
    expect(exitCode).toBe(130);
    expect(printed.texts().stderr).toBe(
      'warming up: one run that is not measured\nstopping: finished runs are kept\n' +
        'CANCELLED; the same command goes on from here.\n',
    );
    expect(existsSync(join(out, 'sweep', 'sweep.json'))).toBe(false);
    expect(process.listenerCount('SIGHUP')).toBe(0);
  });

  it('ends with what already the first run fails with', async () => {
    const broken = writeSpeech(temporaryFolder(), ['a.wav']);
    writeFileSync(join(broken, 'b.wav'), 'no audio at all');
    const run = await capturedRun(...sweepArgs(temporaryFolder(), '--audio-dir', broken, '--quiet'));
    expect([run.exitCode, run.stdout]).toEqual([3, '']);
    expect(run.stderr).toMatch(
      /^error: Expected every file to be transcribed: b\.wav: Expected audio in .*\n {2}→ Take files that cannot be read out of the folder, or give another one with --audio-dir\.\n$/,
    );
  });

  it.each([
    [
      ['--precision', 'fp32,int8'],
      'command line: expected `precision.1` to be "fp32", found "int8".',
      'Leave precision out: every run computes in fp32.',
    ],
    [
      ['--workers', '3', '--cores', '2'],
      'Expected a point with workers × threads within the core budget of 2, found none.',
      'Add smaller numbers to --workers or --threads.',
    ],
    [
      ['--audio-dir', '/nowhere/at/all'],
      'Expected a file, a folder or a pattern, found nothing at "/nowhere/at/all".',
      'Check the path; quote patterns if your shell changes them.',
    ],
  ])('refuses %j as wrong usage', async (args, message, remedy) => {
    const run = await capturedRun(...sweepArgs(temporaryFolder(), ...args));
    expect(run).toEqual({ exitCode: 2, stdout: '', stderr: `error: ${message}\n  → ${remedy}\n` });
  });
});
