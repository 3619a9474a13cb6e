import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { comparable } from '../helpers/comparable-results.ts';
import { countWindows, runAndSignal, windowsBegun, type RunCommand } from '../helpers/killed-runs.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';
import { capturedRun, writeSpeech } from './captured-run.ts';

const model = temporaryFolder();
const audio = writeSpeech(
  temporaryFolder(),
  Array.from({ length: 8 }, (_, index) => `${String(index)}.wav`),
  40,
);
const WORKERS = 2;
const BATCH = 2;
let expected: Readonly<Record<string, unknown>> = {};
let windowCount = 0;
let wholeMs = 0;

function command(): RunCommand {
  const out = join(temporaryFolder(), 'out');
  mkdirSync(out);
  countWindows(out);
  const split = ['--workers', String(WORKERS), '--threads', '1', '--cores', '2', '--batch-size', String(BATCH)];
  const args = [audio, '--model-dir', model, '--max-new-tokens', '4', ...split];
  return { program: ['--import', 'tsx', 'src/cli/main.ts'], args, out };
}

beforeAll(async () => {
  writeTinyCheckpoint(model);
  await capturedRun('compile', model, '--quiet');
  const whole = command();
  const startedAt = performance.now();
  expect(await runAndSignal(whole)).toMatchObject({ status: 0, stderr: '' });
  wholeMs = performance.now() - startedAt;
  expected = comparable(whole.out);
  windowCount = windowsBegun(whole.out);
  expect(windowCount).toBe(16);
});

// `npm run check:kills` does this hundreds of times; here the shares of the whole run's time are fixed.
describe('a run that is ended from outside', () => {
  it('loses nothing and repeats no more windows than were under way when it is killed', async () => {
    const run = command();
    let kills = 0;
    for (const share of [0.3, 0.9, 0.6, 0.8, 0.7, 0.5]) {
      const { status, wasFinished, stderr } = await runAndSignal(run, 'SIGKILL', share * wholeMs);
      if (wasFinished) break;
      expect([status, stderr]).toEqual([137, '']);
      kills++;
    }
    expect(await runAndSignal(run)).toMatchObject({ status: 0, stderr: '' });
    expect(kills).toBeGreaterThan(0);
    expect(comparable(run.out)).toEqual(expected);
    expect(windowsBegun(run.out) - windowCount).toBeLessThanOrEqual(kills * WORKERS * BATCH);
  });

  it.each([
    ['SIGINT', 130, 0.7],
    ['SIGTERM', 143, 0.85],
    ['SIGHUP', 129, 0.6],
  ] as const)('ends at %s with status %i, and goes on next time', async (signal, status, share) => {
    const run = command();
    const end = await runAndSignal(run, signal, share * wholeMs);
    expect(end.status).toBe(end.wasFinished ? 0 : status);
    expect(await runAndSignal(run)).toMatchObject({ status: 0, stderr: '' });
    expect(comparable(run.out)).toEqual(expected);
    expect(windowsBegun(run.out) - windowCount).toBeLessThanOrEqual(WORKERS * BATCH);
  });
});
