/**
 * Reads seeded mutations of small recordings in processes of their own, and says what became of them:
 *
 *     npm run fuzz -- [--count 10000] [--first 0] [--formats wav,mp3,flac,ogg,opus,m4a]
 *
 * A mutation that takes more than 10 s of CPU time (or 60 s of any), ends its process, takes more than 256 MB or throws anything but a
 * WhisperBatchError is a defect; exit status 1 when there is one. It is read again by giving its number as --first.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import type { FuzzMessage, FuzzTask } from './fuzz/fuzz-process.ts';
import { FUZZED_FORMATS } from './fuzz/seed-clips.ts';

const MOST_SECONDS = 10;
/** On a busy machine much time passes in which a process gets nothing done. */
const MOST_WAITING_SECONDS = 60;
const LOOK_MS = 1000;
const MOST_MEMORY_BYTES = 256 * 2 ** 20;

const { values } = parseArgs({
  options: {
    count: { type: 'string', default: '10000' },
    first: { type: 'string', default: '0' },
    formats: { type: 'string', default: FUZZED_FORMATS.join(',') },
  },
});
const folder = mkdtempSync(join(tmpdir(), 'whisper-batch-fuzz-'));
try {
  let defects = 0;
  for (const format of values.formats.split(',')) {
    const from = Number(values.first);
    const tally = await fuzzFormat({ format, from, to: from + Number(values.count), folder });
    console.log(`${format}: ${describe(tally)}`);
    defects += tally.defects;
  }
  process.exitCode = defects === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

interface Tally {
  read: number;
  warned: number;
  defects: number;
  readonly refused: Map<string, number>;
  seconds: number;
  /** Of all processes, above what each had after its first mutation. */
  peakBytes: number;
}

async function fuzzFormat(task: FuzzTask): Promise<Tally> {
  const tally: Tally = { read: 0, warned: 0, defects: 0, refused: new Map(), seconds: 0, peakBytes: 0 };
  const startedAt = performance.now();
  // A process that was killed or died leaves the rest to the next one.
  for (let from = task.from; from < task.to;) from = await runProcess({ ...task, from }, tally);
  tally.seconds = (performance.now() - startedAt) / 1000;
  return tally;
}

/** Gives the first mutation that is left. */
function runProcess(task: FuzzTask, tally: Tally): Promise<number> {
  const entry = fileURLToPath(new URL('fuzz/fuzz-process.ts', import.meta.url));
  // Without ffmpeg: what other programs make of damaged files is not tested here.
  const child = fork(entry, { execArgv: ['--import', 'tsx'], env: { ...process.env, PATH: task.folder } });
  let next = task.from;
  let baselineBytes: number | undefined;
  let begun: { readonly atMs: number; readonly cpuSeconds: number } | undefined;
  const watchdog = setInterval(() => {
    if (begun === undefined) return;
    const seconds = (performance.now() - begun.atMs) / 1000;
    const spent = cpuSeconds(child.pid) - begun.cpuSeconds;
    if (spent < MOST_SECONDS && seconds < MOST_WAITING_SECONDS) return;
    report(tally, task.format, next, `took ${seconds.toFixed(0)} s, ${spent.toFixed(0)} s of CPU time`);
    begun = undefined;
    child.kill('SIGKILL');
  }, LOOK_MS);
  child.on('message', (message: FuzzMessage) => {
    begun = message.kind === 'reading' ? { atMs: performance.now(), cpuSeconds: cpuSeconds(child.pid) } : undefined;
    if (message.kind === 'reading') next = message.seed;
    if (message.kind === 'finished') next = task.to;
    if (message.kind !== 'done') return;
    count(tally, task.format, message);
    baselineBytes ??= message.peakBytes;
    const peakBytes = message.peakBytes - baselineBytes;
    if (peakBytes > MOST_MEMORY_BYTES && tally.peakBytes <= MOST_MEMORY_BYTES) {
      report(tally, task.format, message.seed, `took ${(peakBytes / 2 ** 20).toFixed(0)} MB`);
    }
    tally.peakBytes = Math.max(tally.peakBytes, peakBytes);
  });
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => {
      clearInterval(watchdog);
      if (next < task.to && signal !== 'SIGKILL') {
        report(tally, task.format, next, `ended its process (${String(signal ?? code)})`);
      }
      resolve(next < task.to ? next + 1 : next);
    });
    child.send(task);
  });
}

/** User and system time of a process so far; where it is not told, all time counts as spent. */
function cpuSeconds(pid: number | undefined): number {
  try {
    const fields =
      readFileSync(`/proc/${String(pid)}/stat`, 'latin1')
        .split(') ')[1]
        ?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / 100;
  } catch {
    // No Linux, or the process has ended.
    return performance.now() / 1000;
  }
}

function count(tally: Tally, format: string, { outcome, seed }: Extract<FuzzMessage, { kind: 'done' }>): void {
  if (outcome.kind === 'defect') report(tally, format, seed, outcome.message);
  else if (outcome.kind === 'refused') tally.refused.set(outcome.code, (tally.refused.get(outcome.code) ?? 0) + 1);
  else {
    tally.read++;
    if (outcome.hasWarning) tally.warned++;
  }
}

function report(tally: Tally, format: string, seed: number, what: string): void {
  tally.defects++;
  console.error(`DEFECT ${format} ${String(seed)}: ${what}`);
}

function describe({ read, warned, defects, refused, seconds, peakBytes }: Tally): string {
  const codes = [...refused].sort().map(([code, count]) => `${String(count)} ${code}`);
  const counts = [`${String(read)} read (${String(warned)} with a warning)`, ...codes, `${String(defects)} defects`];
  return `${counts.join(', ')}; ${seconds.toFixed(0)} s, ${(peakBytes / 2 ** 20).toFixed(0)} MB over baseline`;
}
