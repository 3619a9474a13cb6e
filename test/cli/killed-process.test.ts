import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { comparable } from '../helpers/comparable-results.ts';
import {
  countWindows,
  runAndSignal,
  runAndSignalAtWindow,
  windowsBegun,
  type RunCommand,
} from '../helpers/killed-runs.ts';
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
  expect(await runAndSignal(whole)).toMatchObject({ status: 0, stderr: '' });
  expected = comparable(whole.out);
  windowCount = windowsBegun(whole.out);
  expect(windowCount).toBe(16);
});

// `npm run check:kills` does this hundreds of times at random moments; here the moments are windows, so that no machine is
// too fast or too slow for them. A run that goes on has at least 16 - (9 - 1) and 16 - (9 - 1) - (6 - 1) windows to do.
describe('a run that is ended from outside', () => {
  it('loses nothing and repeats no more windows than were under way when it is killed', async () => {
    const run = command();
    const moments = [9, 6, 3];
    for (const window of moments) {
      expect(await runAndSignalAtWindow(run, 'SIGKILL', window)).toEqual({ status: 137, stderr: '' });
    }
    expect(await runAndSignal(run)).toMatchObject({ status: 0, stderr: '' });
    expect(comparable(run.out)).toEqual(expected);
    const underWay = moments.map((window) => Math.min(window, WORKERS * BATCH));
    expect(windowsBegun(run.out) - windowCount).toBeLessThanOrEqual(underWay.reduce((sum, count) => sum + count));
  });

  it.each([
    ['SIGINT', 130, 9],
    ['SIGTERM', 143, 12],
    ['SIGHUP', 129, 1],
  ] as const)('ends at %s with status %i, and goes on next time', async (signal, status, window) => {
    const run = command();
    expect((await runAndSignalAtWindow(run, signal, window)).status).toBe(status);
    expect(await runAndSignal(run)).toMatchObject({ status: 0, stderr: '' });
    expect(comparable(run.out)).toEqual(expected);
    expect(windowsBegun(run.out) - windowCount).toBeLessThanOrEqual(WORKERS * BATCH);
  });
});
