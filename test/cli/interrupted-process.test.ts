import { spawn, type ChildProcess } from 'node:child_process';
import { existsSync, linkSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';
import { end } from '../helpers/toy-project.ts';
import { capturedRun, writeSpeech } from './captured-run.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));
const FILE_COUNT = 300;

const model = temporaryFolder();
const audio = writeSpeech(temporaryFolder(), ['0.wav'], 30);

beforeAll(async () => {
  writeTinyCheckpoint(model);
  await capturedRun('compile', model, '--quiet');
  // Links to one file of 30 s: two and a half hours of audio that take no room.
  for (let index = 1; index < FILE_COUNT; index++) {
    linkSync(join(audio, '0.wav'), join(audio, `${String(index)}.wav`));
  }
});

/** Starts a run, after modules of its own, and waits until its first transcript is there. */
async function startRun(...preloaded: readonly string[]) {
  const out = temporaryFolder();
  const folder = join(out, 'benchmarks');
  const imports = ['tsx', ...preloaded].flatMap((module) => ['--import', module]);
  const args = [...imports, 'src/cli/main.ts', 'run', audio, '--model-dir', model, '--out-dir', out];
  const child = spawn(process.execPath, args, { cwd: repository, stdio: ['ignore', 'pipe', 'pipe'] });
  const ended = end(child);
  while (!existsSync(join(folder, '0.transcript.txt')) && isRunning(child)) await delay(10);
  return { child, ended, folder };
}

function isRunning({ exitCode, signalCode }: ChildProcess): boolean {
  return exitCode === null && signalCode === null;
}

describe('the process, interrupted while workers are inside ONNX Runtime', () => {
  it('ends with 130 and never aborts, with finished transcripts and results on disk', async () => {
    const { child, ended, folder } = await startRun();
    child.kill('SIGINT');
    // A terminal and a parent process may both pass on the same Ctrl-C.
    child.kill('SIGINT');
    const { exitCode, stdout, stderr } = await ended;
    expect({ exitCode, signal: child.signalCode, stderr }).toEqual({
      exitCode: 130,
      signal: null,
      stderr: expect.stringContaining('stopping: finished files are kept\n') as string,
    });
    const finished = readdirSync(folder).filter((name) => name.endsWith('.transcript.txt'));
    expect(finished.length).toBeGreaterThan(0);
    expect(finished.length).toBeLessThan(FILE_COUNT);
    expect(stdout).toMatch(new RegExp(`^CANCELLED after ${String(finished.length)} files?$`, 'm'));
    const rows = JSON.parse(readFileSync(join(folder, 'inference_per_file.json'), 'utf8')) as unknown[];
    expect(rows).toHaveLength(finished.length);
    expect(JSON.parse(readFileSync(join(folder, 'inference_summary.json'), 'utf8'))).toMatchObject({ cancelled: true });
  });

  it('ends at once by the signal that came, and gives the folder free, when another signal follows', async () => {
    // Results that are not written yet keep the run from stopping before the second signal.
    const { child, ended, folder } = await startRun('./scripts/hold-results.mjs');
    child.kill('SIGTERM');
    for (let count = 0; count < 60 && isRunning(child); count++) {
      // What comes within a tenth of a second of the first counts as the same wish.
      await delay(150);
      child.kill('SIGINT');
    }
    await ended;
    expect([child.exitCode, child.signalCode]).toEqual([null, 'SIGTERM']);
    expect(readdirSync(folder)).not.toContain('run.lock');
  });
});
