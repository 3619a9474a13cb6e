import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { createPointRunner, runArguments } from '../../src/bench/point-runner.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { summaryRecord } from '../../src/output/summary-record.ts';
import { failedFile, fileWithLatency, runReport } from '../output/example-run.ts';
import { gridPoints, sweepConfiguration } from './example-sweep.ts';

const [point] = gridPoints({ workers: [1], threads: [2], batch_size: [4], spinning: ['on'] });
const common = { configuration: sweepConfiguration(), coreBudget: 2 };
const folder = temporaryFolder();
const summaryPath = join(folder, 'summary.json');

/** A program that notes its arguments and then does what the script says. */
function program(script: string) {
  const path = join(folder, 'program.cjs');
  const start = `
    const { copyFileSync, mkdirSync, writeFileSync } = require('node:fs');
    const out = process.argv.at(-1);
    writeFileSync(${JSON.stringify(join(folder, 'out.txt'))}, out);
    mkdirSync(out + '/benchmarks');
    const copySummary = () => copyFileSync(${JSON.stringify(summaryPath)}, out + '/benchmarks/inference_summary.json');`;
  writeFileSync(path, `${start}\n${script}`);
  return { command: process.execPath, leadingArgs: [path] };
}

function run(script: string, signal = new AbortController().signal) {
  return createPointRunner({ program: program(script), ...common })(point!, signal);
}

describe('createPointRunner', () => {
  it('gives the figures that the process wrote', async () => {
    writeFileSync(summaryPath, JSON.stringify(summaryRecord(runReport([fileWithLatency('a', 3)]))));
    expect(await run('copySummary()')).toMatchObject({
      kind: 'measured',
      audio: { fileCount: 1, audioSeconds: 10 },
      run: { throughputAudioSecondsPerSecond: 2.5, latencySeconds: { max: 3 } },
    });
  });

  it('fails where memory was too small for the point, so that no other split is measured in its place', async () => {
    const report = runReport([fileWithLatency('a', 3)]);
    const configuration = { ...report.configuration, workers: 1, batchSize: 3 };
    writeFileSync(summaryPath, JSON.stringify(summaryRecord({ ...report, configuration })));
    expect(await run('copySummary()')).toEqual({
      kind: 'failed',
      error: {
        code: 'ENVIRONMENT',
        message: 'Expected memory for 1 worker with batches of 4, found room for 1 worker with batches of 3.',
        remedy: 'Free memory or raise the limit of the container, or leave this point out.',
      },
    });
  });

  it('says what is wrong when there is no folder for temporary files', async () => {
    const missing = join(folder, 'missing');
    for (const name of ['TMPDIR', 'TEMP', 'TMP']) vi.stubEnv(name, missing);
    const error = await rejectionOf(run('')).finally(() => vi.unstubAllEnvs());
    expect(error).toMatchObject({
      code: 'ENVIRONMENT',
      message: expect.stringMatching(`^Expected to make a folder in ${missing}, but ENOENT: .*\\.$`) as string,
      remedy: 'Set TMPDIR (Windows: TEMP) to a folder that exists and can be written.',
    });
  });

  it('fails where no audio was found to measure by', async () => {
    writeFileSync(summaryPath, JSON.stringify(summaryRecord(runReport([failedFile('a')]))));
    expect(await run('copySummary()')).toEqual({
      kind: 'failed',
      error: {
        code: 'AUDIO_EMPTY',
        message: 'Expected audio of some length in every run, found none.',
        remedy: 'Give other audio with --audio-dir.',
      },
    });
  });

  it.each([
    [
      'console.error("error: Expected more.\\n  → Give more."); process.exitCode = 3',
      { code: 'ENVIRONMENT', message: 'Expected more.', remedy: 'Give more.' },
    ],
    [
      'console.error("error: Expected less."); process.exitCode = 2',
      { code: 'USAGE', message: 'Expected less.', remedy: '' },
    ],
    ['process.exitCode = 3', { code: 'ENVIRONMENT', message: 'The run failed without saying why.', remedy: '' }],
    [
      'console.error("error: b.wav: Expected audio."); process.exitCode = 1',
      {
        code: 'AUDIO_INVALID',
        message: 'Expected every file to be transcribed: b.wav: Expected audio.',
        remedy: 'Take files that cannot be read out of the folder, or give another one with --audio-dir.',
      },
    ],
    [
      'process.kill(process.pid, "SIGKILL")',
      {
        code: 'WORKER_FAILED',
        message: 'Expected the run to end by itself, but SIGKILL ended it.',
        remedy: 'SIGKILL mostly means that memory ran out: try fewer workers or a smaller batch size.',
      },
    ],
  ])('says what a process that runs %j failed with', async (script, error) => {
    expect(await run(script)).toEqual({ kind: 'failed', error });
  });

  it('tells a worker that died from audio that cannot be read', async () => {
    const error = { code: 'WORKER_FAILED', message: 'A worker thread ended.', remedy: 'Run again.' };
    const records = JSON.stringify([{ error: null }, { error }]);
    const script = `writeFileSync(out + '/benchmarks/inference_per_file.json', ${JSON.stringify(records)}); process.exitCode = 1`;
    expect(await run(script)).toEqual({ kind: 'failed', error });
  });

  it('is cancelled with the sweep', async () => {
    const rejection = await rejectionOf(run('setInterval(() => {}, 9)', AbortSignal.abort()));
    expect(rejection).toEqual({ code: 'CANCELLED', message: 'The sweep was stopped.', remedy: '' });
  });

  it('leaves no folder behind', async () => {
    await run('process.exitCode = 3');
    expect(existsSync(readFileSync(join(folder, 'out.txt'), 'utf8'))).toBe(false);
  });
});

describe('runArguments', () => {
  it('asks for exactly the point, and never for a profile', () => {
    const configuration = sweepConfiguration({ audio_dir: '-a', model_dir: 'm', language: 'de', warmup: 2 });
    expect(runArguments(point!, { configuration, coreBudget: 4 }).join(' ')).toBe(
      'run --audio-dir=-a --language=de --model-dir=m --workers=1 --threads=2 --batch-size=4 --allow-spinning=on ' +
        '--cores=4 --warmup=2 --no-profile --no-write-txt --quiet',
    );
    expect(runArguments(point!, common).join(' ')).not.toContain('--model-dir');
  });
});
