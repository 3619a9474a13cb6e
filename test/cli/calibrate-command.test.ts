import { readFileSync } from 'node:fs';
import type os from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import * as measuring from '../../src/bench/measure-calibration.ts';
import { readCalibration } from '../../src/bench/calibration-store.ts';
import { exampleCalibration } from '../bench/example-calibration.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';
import { capturedRun, writeSpeech } from './captured-run.ts';

vi.mock('node:os', async (original) => ({ ...(await original<typeof os>()), availableParallelism: () => 4 }));

// `capturedRun` clears stubbed variables, so these are set by hand.
const CACHE_VARIABLES = ['XDG_CACHE_HOME', 'LOCALAPPDATA', 'HOME'] as const;
const saved = CACHE_VARIABLES.map((name) => [name, process.env[name]] as const);

beforeEach(() => {
  for (const name of CACHE_VARIABLES) process.env[name] = temporaryFolder();
  vi.spyOn(measuring, 'measureCalibration').mockImplementation(({ cores, onPhase }) => {
    onPhase?.('measuring one core: products');
    return Promise.resolve(exampleCalibration({ cores }));
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  for (const [name, value] of saved) {
    if (value === undefined) Reflect.deleteProperty(process.env, name);
    else process.env[name] = value;
  }
});

describe('whisper-batch calibrate', () => {
  it('measures, prints a table and stores the calibration for that core budget', async () => {
    const { exitCode, stdout, stderr } = await capturedRun('calibrate', '--cores', '2');
    expect([exitCode, stderr]).toEqual([0, 'measuring one core: products\n']);
    expect(stdout).toContain('\nCompute: 100.0 GFLOP/s on one core, 200.0 GFLOP/s on 2 cores\n');
    const path = /^Stored in (.+)\n$/m.exec(stdout)?.[1];
    expect(JSON.parse(readFileSync(path!, 'utf8'))).toMatchObject({ schema_version: 1, cores: 2 });
    expect(readCalibration(2)).toEqual(exampleCalibration());
  });

  it('prints one JSON document with --json', async () => {
    const { exitCode, stdout } = await capturedRun('calibrate', '--cores', '2', '--json');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ schema_version: 1, single_core_flops_per_s: 100e9 });
  });

  it('prints nothing with --quiet, and stores all the same', async () => {
    expect(await capturedRun('calibrate', '--cores', '3', '--quiet')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(readCalibration(3)).toEqual(exampleCalibration({ cores: 3 }));
  });

  it('warns when other programs disturbed the measurement', async () => {
    const [products, keys] = exampleCalibration().measurements;
    const measurements = [{ ...products!, medianPerSecond: 50e9 }, keys!];
    vi.spyOn(measuring, 'measureCalibration').mockResolvedValue(exampleCalibration({ measurements }));
    const { exitCode, stderr } = await capturedRun('calibrate', '--cores', '2');
    expect(exitCode).toBe(0);
    expect(stderr).toBe(
      'warning: "products" ran at 50 % of its best in its median round: something else uses this processor; ' +
        'calibrate again when it is idle\n',
    );
  });

  it('lets `run` say how near it comes to what was measured', async () => {
    const model = temporaryFolder();
    writeTinyCheckpoint(model);
    const audio = writeSpeech(temporaryFolder(), ['a.wav']);
    const out = temporaryFolder();
    const args = ['run', audio, '--model-dir', model, '--out-dir', out, '--cores', '2', '--workers', '1', '--force'];
    expect((await capturedRun(...args)).stdout).toContain(
      '│ Bound       │ not known here; `whisper-batch calibrate` measures this ',
    );
    await capturedRun('calibrate', '--cores', '2', '--quiet');
    expect((await capturedRun(...args)).stdout).toMatch(
      /│ Bound {7}│ at least \d+\.\d\d s on this machine, \d+ % of the wall time; /,
    );
    const summary = JSON.parse(readFileSync(join(out, 'benchmarks', 'inference_summary.json'), 'utf8')) as object;
    expect(summary).toMatchObject({ roofline: { calibration: { cores: 2, all_cores_flops_per_s: 200e9 } } });
  });

  it('refuses a core budget of nothing', async () => {
    const { exitCode, stderr } = await capturedRun('calibrate', '--cores', '0');
    expect([exitCode, stderr.split('\n')[0]]).toEqual([
      2,
      "error: option '--cores <n>' argument '0' is invalid. Expected a whole number of at least 1.",
    ]);
  });

  it('refuses more cores than this machine has, because they cannot be measured', async () => {
    const { exitCode, stderr } = await capturedRun('calibrate', '--cores', '5');
    expect([exitCode, stderr]).toEqual([
      2,
      'error: Expected --cores of at most 4, the cores that this process may use, found 5.\n' +
        '  → Leave --cores out, or give fewer.\n',
    ]);
  });

  it('lists its options in its help', async () => {
    const { exitCode, stdout } = await capturedRun('calibrate', '--help');
    expect(exitCode).toBe(0);
    expect([...stdout.matchAll(/^ {2}(?:-\w, )?(--\w+) /gm)].map(([, name]) => name)).toEqual([
      '--cores',
      '--json',
      '--quiet',
      '--help',
    ]);
  });
});
