/**
 * Ends runs over 20 files at random times, by SIGKILL and by signals that can be caught, starts them again until they
 * are done, and compares with a run that nothing disturbed:
 *
 *     npm run build && npm run check:kills [-- --kills 200] [--signals 50] [--seed 1] [--model DIR --audio DIR]
 *
 * Each end has a folder of its own, at a time of its own: the times are spread evenly over the length of a whole run.
 * One run in four that goes on after it is ended as well, at any time. Without a model, a tiny one and noise are made.
 * Checked: the results, times apart, to the byte; no transcript that is not whole; no more windows repeated than
 * workers × batch for each end; exit status 130, 143 or 129 within 5 s; nothing on stderr.
 */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runProgram } from '../src/cli/program.ts';
import { int16Bytes, waveBytes } from '../test/audio/recordings.ts';
import { comparable } from '../test/helpers/comparable-results.ts';
import {
  countWindows,
  runAndSignal,
  windowsBegun,
  type EndSignal,
  type RunCommand,
  type SignalledEnd,
} from '../test/helpers/killed-runs.ts';
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

const root = mkdtempSync(join(tmpdir(), 'check-kills-'));
let state = Number(values.seed);
let outCount = 0;
try {
  process.exitCode = (await checkAll()) ? 0 : 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}

interface Whole {
  readonly results: Readonly<Record<string, unknown>>;
  readonly windowCount: number;
  milliseconds: number;
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
  const milliseconds = performance.now() - startedAt;
  return { results: comparable(command.out), windowCount: windowsBegun(command.out), milliseconds };
}

interface Disturbance {
  readonly signals: readonly EndSignal[];
  readonly count: number;
  readonly whole: Whole;
  readonly model: string;
  readonly audio: string;
}

/** How runs into one folder went that were ended until one was finished. */
interface Ending {
  /** Whether the first one was ended: one that was faster than thought says nothing. */
  readonly cameInTime: boolean;
  /** Ends of runs that went on after the first one. */
  readonly furtherEnds: number;
  readonly runs: number;
  readonly slowestSeconds: number;
  readonly windowsWhenEnded: number;
  readonly problems: readonly string[];
}

async function disturb({ signals, count, whole, model, audio }: Disturbance): Promise<boolean> {
  let [ends, further, repeated, slowest, runs] = [0, 0, 0, 0, 0];
  const [progress, problems]: [number[], string[]] = [[], []];
  for (const share of spreadShares(count)) {
    const { ending, again } = await endInTime(share, { signals, whole, model, audio });
    [ends, further, runs] = [ends + 1, further + ending.furtherEnds, runs + ending.runs];
    [repeated, slowest] = [repeated + again, Math.max(slowest, ending.slowestSeconds)];
    progress.push(ending.windowsWhenEnded / whole.windowCount);
    problems.push(...ending.problems);
    for (const problem of ending.problems) console.log(`  at ${(100 * share).toFixed(1)} %: ${problem}`);
  }
  const allowed = (ends + further) * WORKERS * BATCH;
  console.log(
    `${signals.join(', ')}: ${ends} ends evenly spread over the run, ${further} of runs that went on, ${runs} runs; ` +
      `${repeated} windows begun again (at most ${allowed} allowed), slowest end ${slowest.toFixed(2)} s: ` +
      `${problems.length} problems\n  windows begun when ended, of all: ${describeTenths(progress)}`,
  );
  return problems.length === 0;
}

async function endInTime(
  share: number,
  { signals, whole, model, audio }: Omit<Disturbance, 'count'>,
): Promise<{ readonly ending: Ending; readonly again: number }> {
  for (;;) {
    const command = newCommand(model, audio);
    const ending = await endUntilFinished(command, { signals, whole, atMs: share * whole.milliseconds });
    const again = windowsBegun(command.out) - whole.windowCount;
    const problems = [...ending.problems];
    const allowed = (ending.runs - 1) * WORKERS * BATCH;
    if (again > allowed) problems.push(`${again} windows again, at most ${allowed} allowed`);
    if (JSON.stringify(comparable(command.out)) !== JSON.stringify(whole.results)) problems.push('other results');
    rmSync(command.out, { recursive: true });
    if (ending.cameInTime) return { ending: { ...ending, problems }, again };
  }
}

async function endUntilFinished(
  command: RunCommand,
  { signals, whole, atMs }: Pick<Disturbance, 'signals' | 'whole'> & { readonly atMs: number },
): Promise<Ending> {
  const ends: SignalledEnd[] = [];
  const problems: string[] = [];
  let windowsWhenEnded = 0;
  for (let isFinished = false; !isFinished;) {
    const isFirst = ends.length === 0;
    const signal = signals[Math.floor(random() * signals.length)] ?? 'SIGKILL';
    const later = random() < 0.25 ? random() * whole.milliseconds : undefined;
    const startedAt = performance.now();
    const end = await runAndSignal(command, signal, isFirst ? atMs : later);
    isFinished = end.wasFinished || end.status === 0;
    if (isFirst) {
      windowsWhenEnded = windowsBegun(command.out);
      if (isFinished) whole.milliseconds = performance.now() - startedAt;
    }
    ends.push(end);
    problems.push(...problemsOf(end, isFinished ? 0 : STATUS[signal]), ...tornTranscripts(command.out, whole));
  }
  const runs = ends.length;
  const slowestSeconds = Math.max(0, ...ends.slice(0, -1).map(({ seconds }) => seconds));
  return { cameInTime: runs > 1, furtherEnds: runs - 2, runs, slowestSeconds, windowsWhenEnded, problems };
}

function problemsOf({ status, stderr, seconds, wasFinished }: SignalledEnd, expected: number): string[] {
  return [
    ...(status === expected ? [] : [`status ${status} instead of ${expected}`]),
    ...(stderr === '' ? [] : [`stderr: ${stderr}`]),
    ...(seconds > MOST_SECONDS && !wasFinished ? [`${seconds.toFixed(1)} s to the end`] : []),
  ];
}

function tornTranscripts(out: string, { results }: Whole): string[] {
  const folder = join(out, 'benchmarks');
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.txt')) : [];
  return names
    .filter((name) => readFileSync(join(folder, name), 'utf8') !== results[name])
    .map((name) => `${name} is not whole`);
}

/** A share of the whole for each of so many equal parts of it, in random order. */
function spreadShares(count: number): number[] {
  const shares = Array.from({ length: count }, (_, index) => ({ share: (index + random()) / count, key: random() }));
  return shares.toSorted((left, right) => left.key - right.key).map(({ share }) => share);
}

function describeTenths(shares: readonly number[]): string {
  const tenths = shares.map((share) => Math.min(10, Math.floor(10 * share)));
  const counts = Array.from({ length: 11 }, (_, tenth) => tenths.filter((other) => other === tenth).length);
  return counts.map((count, tenth) => `${10 * tenth} %: ${count}`).join(', ');
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
