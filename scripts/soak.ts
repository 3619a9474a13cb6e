/**
 * Transcribes thousands of short recordings in one run of the program and checks that nothing grows: resident memory,
 * threads, file descriptors.
 *
 *     npm run build && npm run soak -- [--minutes N | --files N] [--audio DIR] [-- OPTIONS OF run]
 *
 * The run is one as users start it, with journal, transcripts and results; it is stopped after --minutes (default 60).
 * A line for every 50 files. Ends with 1 when memory grows by more than 1 MB per 100 files, when there are more threads
 * or descriptors at the end than after the warm-up, or when a file or the run fails.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { discoverAudioFiles } from '../src/index.ts';
import { describeVerdict, FILES_PER_POINT, judgeGrowth, type Sample } from './judge-growth.ts';

const LOOK_MS = 2000;
const MOST_LINES_SHOWN = 5;
/** What a run transcribes at most in a second; the rest of the recordings is left when time is up. */
const MOST_FILES_PER_SECOND = 12;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    audio: { type: 'string', default: 'test/fixtures/speech' },
    minutes: { type: 'string', default: '60' },
    files: { type: 'string' },
  },
});
const milliseconds = Number(values.minutes) * 60_000;
const fileCount = Number(values.files ?? Math.ceil((milliseconds / 1000) * MOST_FILES_PER_SECOND));
const program = fileURLToPath(new URL('../dist/src/cli/main.js', import.meta.url));
const root = mkdtempSync(join(tmpdir(), 'soak-'));
const results = join(root, 'results', 'benchmarks');
try {
  process.exitCode = (await soak()) ? 0 : 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}

async function soak(): Promise<boolean> {
  const audio = join(root, 'audio');
  await linkRecordings(audio);
  const child = startRun(audio);
  const ended = once(child, 'exit');
  const samples = await watch(child);
  if (child.exitCode === null) child.kill('SIGINT');
  await ended;
  const verdict = judgeGrowth(samples, [...failures(), ...(isGoodEnd(child) ? [] : [describeEnd(child)])]);
  console.log(describeVerdict(verdict));
  return verdict.reasons.length === 0;
}

interface Summary {
  readonly n_failed: number;
  readonly config_used: { readonly workers: number; readonly threads: number; readonly batch_size: number };
}

/** As many names as a run may need, of a few recordings. */
async function linkRecordings(folder: string): Promise<void> {
  mkdirSync(folder);
  const copies = (await discoverAudioFiles([values.audio])).map(({ path }, index) => {
    const copy = join(root, `${String(index)}${extname(path)}`);
    copyFileSync(path, copy);
    return copy;
  });
  for (let index = 0; index < fileCount; index++) {
    const copy = copies[index % copies.length] ?? '';
    linkSync(copy, join(folder, `clip-${String(index).padStart(6, '0')}${extname(copy)}`));
  }
  console.log(`${String(copies.length)} recordings over and over, ${String(fileCount)} files at most`);
}

function startRun(audio: string): ChildProcess {
  const args = [program, 'run', audio, ...positionals, '--out-dir', join(root, 'results')];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let shown = 0;
  // Progress is of no interest, what goes wrong is; of thousands of files that all fail the first few say why.
  createInterface(child.stderr).on('line', (line) => {
    if (/FAILED|error|warning/iu.test(line) && ++shown <= MOST_LINES_SHOWN) console.log(line);
  });
  return child;
}

async function watch(child: ChildProcess): Promise<Sample[]> {
  const samples: Sample[] = [];
  const startedAt = performance.now();
  const endsAt = values.files === undefined ? startedAt + milliseconds : Infinity;
  let told = 0;
  while (child.exitCode === null && child.signalCode === null && performance.now() < endsAt) {
    await setTimeout(LOOK_MS);
    const sample = look(child.pid ?? 0, (performance.now() - startedAt) / 1000);
    if (sample) samples.push(sample);
    if (!sample || sample.files < told + FILES_PER_POINT) continue;
    told = sample.files;
    console.log(describe(sample));
  }
  return samples;
}

/** `undefined` once the process has ended. */
function look(pid: number, seconds: number): Sample | undefined {
  try {
    const status = readFileSync(`/proc/${String(pid)}/status`, 'utf8');
    const megabytes = (name: string) =>
      (Number(new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(status)?.[1]) * 1024) / 1e6;
    return {
      seconds,
      files: readTranscripts(),
      residentMb: megabytes('VmRSS'),
      privateMb: megabytes('RssAnon'),
      threads: readdirSync(`/proc/${String(pid)}/task`).length,
      descriptors: readdirSync(`/proc/${String(pid)}/fd`).length,
    };
  } catch {
    return undefined;
  }
}

function readTranscripts(): number {
  return existsSync(results) ? readdirSync(results).filter((name) => name.endsWith('.transcript.txt')).length : 0;
}

function describe({ seconds, files, residentMb, privateMb, threads, descriptors }: Sample): string {
  return (
    `${String(files)} files in ${seconds.toFixed(0)} s: resident ${residentMb.toFixed(1)} MB ` +
    `(${privateMb.toFixed(1)} MB private), ${String(threads)} threads, ${String(descriptors)} descriptors`
  );
}

function failures(): string[] {
  const path = join(results, 'inference_summary.json');
  if (!existsSync(path)) return ['there is no summary of the run'];
  const { n_failed, config_used } = JSON.parse(readFileSync(path, 'utf8')) as Summary;
  const { workers, threads, batch_size } = config_used;
  console.log(`${String(workers)} workers × ${String(threads)} threads, batches of ${String(batch_size)}`);
  return n_failed === 0 ? [] : [`${String(n_failed)} files failed`];
}

/** Finished by itself, or stopped by the signal. */
function isGoodEnd({ exitCode }: ChildProcess): boolean {
  return exitCode === 0 || exitCode === 130;
}

function describeEnd({ exitCode, signalCode }: ChildProcess): string {
  return `the run ended with ${String(exitCode ?? signalCode)}`;
}
