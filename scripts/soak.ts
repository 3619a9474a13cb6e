/**
 * Transcribes recordings over and over and checks that nothing grows: resident memory, threads, file descriptors.
 *
 *     npm run soak -- [--audio DIR] [--minutes N | --files N] [--model-dir DIR] [--max-new-tokens N] [--every N]
 *
 * A line for every --every files (default 100); ends with 1 when memory grows by more than 1 MB per 100 files, or when
 * threads or descriptors are more at the end than after the warm-up.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createTranscriber, discoverAudioFiles, type AudioSource, type Transcriber } from '../src/index.ts';

const MOST_MB_PER_100_FILES = 1;
/** What caches, the heap and memory pools take until they are full is no leak. */
const WARM_UP_SHARE = 0.3;
/** Of Student's distribution, two-sided 95 %, for 3 and more points; 1.96 is for many. */
const T_VALUES = [12.71, 4.3, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23];

const { values } = parseArgs({
  options: {
    audio: { type: 'string', default: 'test/fixtures/speech' },
    minutes: { type: 'string', default: '60' },
    files: { type: 'string' },
    'model-dir': { type: 'string' },
    'max-new-tokens': { type: 'string' },
    every: { type: 'string', default: '100' },
  },
});

interface Sample {
  readonly files: number;
  readonly residentMb: number;
  readonly heapMb: number;
  readonly threads: number;
  readonly descriptors: number;
}

process.exitCode = (await soak()) ? 0 : 1;

async function soak(): Promise<boolean> {
  const { 'model-dir': modelFolder, 'max-new-tokens': maxNewTokens } = values;
  const sources = await discoverAudioFiles([values.audio]);
  const transcriber = await createTranscriber({
    ...(modelFolder === undefined ? {} : { modelFolder }),
    ...(maxNewTokens === undefined ? {} : { maxNewTokens: Number(maxNewTokens) }),
  });
  const { workers, threads, batchSize } = transcriber.configuration;
  console.log(`${workers} workers × ${threads} threads, batches of ${batchSize}, ${sources.length} recordings`);
  try {
    return judge(await collect(transcriber, sources));
  } finally {
    await transcriber.close();
  }
}

async function collect(transcriber: Transcriber, sources: readonly AudioSource[]): Promise<Sample[]> {
  const every = Number(values.every);
  const mostFiles = Number(values.files ?? Infinity);
  const endsAt = values.files === undefined ? performance.now() + Number(values.minutes) * 60_000 : Infinity;
  const samples: Sample[] = [];
  let failed = 0;
  for (let files = 0; files < mostFiles && performance.now() < endsAt; files += every) {
    const turn = Array.from({ length: every }, (_, index) => sources.at((files + index) % sources.length)).filter(
      isGiven,
    );
    const outcomes = await transcriber.transcribe(turn);
    failed += outcomes.filter(({ kind }) => kind === 'failed').length;
    const sample = look(files + every);
    samples.push(sample);
    console.log(describe(sample));
  }
  if (failed > 0) console.log(`${failed} files failed`);
  return samples;
}

function look(files: number): Sample {
  const { rss, heapUsed } = process.memoryUsage();
  const count = (folder: string) => readdirSync(`/proc/self/${folder}`).length;
  return { files, residentMb: rss / 1e6, heapMb: heapUsed / 1e6, threads: count('task'), descriptors: count('fd') };
}

function describe({ files, residentMb, heapMb, threads, descriptors }: Sample): string {
  const anonymous = /RssAnon:\s*(\d+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return (
    `${files} files: resident ${residentMb.toFixed(1)} MB (${(Number(anonymous) / 1000).toFixed(1)} MB private), ` +
    `heap ${heapMb.toFixed(1)} MB, ${threads} threads, ${descriptors} descriptors`
  );
}

function judge(samples: readonly Sample[]): boolean {
  const warm = samples.slice(Math.floor(samples.length * WARM_UP_SHARE));
  const [first, last] = [warm.at(0), warm.at(-1)];
  if (first === undefined || last === undefined || warm.length < 3) {
    console.log(`FAILED: ${samples.length} samples are too few to tell; run longer or with a smaller --every`);
    return false;
  }
  const { slope, halfWidth } = fitSlope(warm);
  console.log(
    `resident memory: ${slope.toFixed(2)} MB per 100 files ` +
      `(95 % confidence ${(slope - halfWidth).toFixed(2)} to ${(slope + halfWidth).toFixed(2)}), ` +
      `${warm.length} samples from ${first.files} to ${last.files} files`,
  );
  const reasons = [
    ...(slope > MOST_MB_PER_100_FILES ? ['memory grows'] : []),
    ...(last.threads > first.threads ? ['threads grow'] : []),
    ...(last.descriptors > first.descriptors ? ['descriptors grow'] : []),
  ];
  console.log(reasons.length === 0 ? 'PASSED' : `FAILED: ${reasons.join(', ')}`);
  return reasons.length === 0;
}

/** Least squares of memory over hundreds of files, and half the width of the slope's confidence interval. */
function fitSlope(samples: readonly Sample[]): { readonly slope: number; readonly halfWidth: number } {
  const count = samples.length;
  const mean = (value: (sample: Sample) => number) => samples.reduce((sum, each) => sum + value(each), 0) / count;
  const [middleX, middleY] = [mean(({ files }) => files / 100), mean(({ residentMb }) => residentMb)];
  const x = ({ files }: Sample) => files / 100 - middleX;
  const y = ({ residentMb }: Sample) => residentMb - middleY;
  const spread = mean((sample) => x(sample) ** 2) * count;
  const slope = (mean((sample) => x(sample) * y(sample)) * count) / spread;
  const errors = mean((sample) => (y(sample) - slope * x(sample)) ** 2) * count;
  return { slope, halfWidth: (T_VALUES[count - 3] ?? 1.96) * Math.sqrt(errors / (count - 2) / spread) };
}

function isGiven(source: AudioSource | undefined): source is AudioSource {
  return source !== undefined;
}
