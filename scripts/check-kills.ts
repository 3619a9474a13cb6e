/**
 * Ends runs over 20 files at random times, by SIGKILL and by signals that can be caught, starts them again until they
 * are done, and compares with a run that nothing disturbed:
 *
 *     npm run build && npm run check:kills [-- --kills 200] [--signals 50] [--seed 1] [--model DIR --audio DIR]
 *
 * Without a model, a tiny one and noise are made. Checked: the results, times apart, to the byte; no more windows
 * repeated than workers × batch for each end; exit status 130, 143 or 129 within 5 s; nothing on stderr.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runProgram } from '../src/cli/program.ts';
import { int16Bytes, waveBytes } from '../test/audio/recordings.ts';
import { comparable } from '../test/helpers/comparable-results.ts';
import { countWindows, runAndSignal, windowsBegun, type RunCommand } from '../test/helpers/killed-runs.ts';
import { seededNoise } from '../test/helpers/seeded-noise.ts';
import { writeTinyCheckpoint } from '../test/helpers/tiny-checkpoint.ts';

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '200' },
    signals: { type: 'string', default: '50' },
    seed: { type: 'string', default: '1' },
    model: { type: 'string' },
    audio: { type: 'string' },
  },
});
const WORKERS = 2;
const BATCH = 2;
const MOST_SECONDS = 5;
const STATUS = { SIGKILL: 137, SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;
type Signal = keyof typeof STATUS;

const root = mkdtempSync(join(tmpdir(), 'check-kills-'));
let state = Number(values.seed);
let outCount = 0;
try {
  process.exitCode = (await checkAll()) ? 0 : 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}

interface Whole {
  readonly results: string;
  readonly windowCount: number;
  readonly milliseconds: number;
}

async function checkAll(): Promise<boolean> {
  const [model, audio] = await prepare();
  const whole = await runWhole(model, audio);
  console.log(`undisturbed: ${(whole.milliseconds / 1000).toFixed(1)} s, ${whole.windowCount} windows`);
  const kills = await disturb({ signals: ['SIGKILL'], count: Number(values.kills), whole, model, audio });
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const others = await disturb({ signals, count: Number(values.signals), whole, model, audio });
  return kills && others;
}

async function runWhole(model: string, audio: string): Promise<Whole> {
  const command = newCommand(model, audio);
  const startedAt = performance.now();
  const { status, stderr } = await runAndSignal(command);
  if (status !== 0) throw new Error(`status ${status}: ${stderr}`);
  return {
    results: JSON.stringify(comparable(command.out)),
    windowCount: windowsBegun(command.out),
    milliseconds: performance.now() - startedAt,
  };
}

interface Disturbance {
  readonly signals: readonly Signal[];
  readonly count: number;
  readonly whole: Whole;
  readonly model: string;
  readonly audio: string;
}

/** How a run went that was ended again and again until it was finished. */
interface Ending {
  readonly ends: number;
  readonly runs: number;
  readonly slowestSeconds: number;
  readonly problems: readonly string[];
}

async function disturb({ signals, count, whole, model, audio }: Disturbance): Promise<boolean> {
  let [ended, repeated, slowest, runs] = [0, 0, 0, 0];
  const problems: string[] = [];
  while (ended < count) {
    const command = newCommand(model, audio);
    const ending = await endUntilFinished(command, { signals, whole, most: count - ended });
    const again = windowsBegun(command.out) - whole.windowCount;
    [ended, runs, repeated] = [ended + ending.ends, runs + ending.runs, repeated + again];
    slowest = Math.max(slowest, ending.slowestSeconds);
    problems.push(...ending.problems);
    if (again > ending.ends * WORKERS * BATCH) problems.push(`${again} windows again after ${ending.ends} ends`);
    if (JSON.stringify(comparable(command.out)) !== whole.results) problems.push('other results');
    rmSync(command.out, { recursive: true });
  }
  for (const problem of problems) console.log(`  ${problem}`);
  console.log(
    `${signals.join(', ')}: ${ended} in ${runs} runs, ${repeated} windows begun again ` +
      `(at most ${ended * WORKERS * BATCH} allowed), slowest end ${slowest.toFixed(2)} s: ${problems.length} problems`,
  );
  return problems.length === 0;
}

async function endUntilFinished(
  command: RunCommand,
  { signals, whole, most }: Pick<Disturbance, 'signals' | 'whole'> & { readonly most: number },
): Promise<Ending> {
  let [ends, runs, slowestSeconds] = [0, 0, 0];
  const problems: string[] = [];
  for (let isFinished = false; !isFinished; runs++) {
    const signal = signals[Math.floor(random() * signals.length)] ?? 'SIGKILL';
    const end = await runAndSignal(command, signal, ends < most ? random() * whole.milliseconds : undefined);
    isFinished = end.wasFinished || end.status === 0;
    if (!isFinished) [ends, slowestSeconds] = [ends + 1, Math.max(slowestSeconds, end.seconds)];
    const status = isFinished ? 0 : STATUS[signal];
    if (end.status !== status) problems.push(`status ${end.status} after ${signal}: ${end.stderr}`);
    if (end.seconds > MOST_SECONDS && !end.wasFinished) problems.push(`${end.seconds.toFixed(1)} s after ${signal}`);
  }
  return { ends, runs, slowestSeconds, problems };
}

function newCommand(model: string, audio: string): RunCommand {
  const out = join(root, `out-${outCount++}`);
  mkdirSync(out);
  countWindows(out);
  const split = ['--workers', String(WORKERS), '--threads', '1', '--cores', '2', '--batch-size', String(BATCH)];
  const tokens = values.model === undefined ? ['--max-new-tokens', '4', '--vad', 'off'] : [];
  return { program: ['dist/src/cli/main.js'], args: [audio, '--model-dir', model, ...tokens, ...split], out };
}

// Two recordings of three windows among short ones, so that some ends fall into the middle of a file.
async function prepare(): Promise<readonly [model: string, audio: string]> {
  if (values.model !== undefined) return [values.model, values.audio ?? 'audio'];
  const [model, audio] = [join(root, 'model'), join(root, 'audio')];
  writeTinyCheckpoint(model);
  mkdirSync(audio);
  for (let index = 0; index < 20; index++) {
    const seconds = index % 10 === 3 ? 70 : 1;
    const data = int16Bytes(seededNoise(seconds * 16_000, index + 7));
    writeFileSync(join(audio, `${index}.wav`), waveBytes({ data }));
  }
  await runProgram(['compile', model, '--quiet']);
  return [model, audio];
}

function random(): number {
  state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
  return state / 2 ** 32;
}
