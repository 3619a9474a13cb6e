/**
 * Transcribes joined utterances from which the pauses were cut, so that windows meet in the middle of speech, and counts
 * errors near the joins, and runs of words that joins repeat or lose:
 *
 *     npm run check:joins -- --speech DIR [--chunk-length-s 15] [--limit RECORDINGS]
 *
 * DIR holds recordings and `manifest.tsv` (path first, transcript last, tab-separated). Utterances that follow each other
 * in their names are joined.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { transcribeFiles, type FileOutcome } from '../src/index.ts';
import { basicNormalizer } from '../src/metrics/normalize-text.ts';
import { countJoinErrors, type ErrorCount, type SaidWord } from './count-join-errors.ts';
import { joinSpeech } from './joined-speech.ts';
import { writeWave } from './write-wave.ts';

const UTTERANCES_TOGETHER = 11;
/** Of 100 joins one may repeat and one may lose a run of words; words near joins may be wrong 1.1 times as often. */
const MOST_RUNS = 1 / 100;
const MOST_ERROR_RATIO = 1.1;

interface Recording {
  readonly path: string;
  readonly words: readonly SaidWord[];
}

const { values } = parseArgs({
  options: {
    speech: { type: 'string' },
    'chunk-length-s': { type: 'string', default: '15' },
    limit: { type: 'string', default: '1000' },
  },
});
if (values.speech === undefined) {
  console.error('usage: npm run check:joins -- --speech DIR [--chunk-length-s SECONDS] [--limit RECORDINGS]');
  process.exitCode = 2;
} else {
  const folder = mkdtempSync(join(tmpdir(), 'whisper-batch-joins-'));
  try {
    const recordings = await makeRecordings(values.speech, folder, Number(values.limit));
    const paths = recordings.map(({ path }) => path);
    const outcomes = await transcribeFiles(paths, { windowSeconds: Number(values['chunk-length-s']) });
    process.exitCode = report(recordings, outcomes) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function makeRecordings(speech: string, folder: string, limit: number): Promise<Recording[]> {
  const recordings: Recording[] = [];
  for (const group of consecutiveUtterances(speech).slice(0, limit)) {
    const { samples, utterances } = await joinSpeech(group.map(({ path }) => join(speech, path)));
    const path = join(folder, `${String(recordings.length)}.wav`);
    writeWave(path, samples);
    const words = group.flatMap(({ transcript }, index) => {
      const utterance = utterances[index];
      if (!utterance) return [];
      const { startSeconds, endSeconds } = utterance;
      const texts = basicNormalizer.normalize(transcript).split(' ');
      const secondsPerWord = (endSeconds - startSeconds) / texts.length;
      return texts.map((text, n) => ({ text, seconds: startSeconds + (n + 0.5) * secondsPerWord }));
    });
    recordings.push({ path, words });
  }
  return recordings;
}

/** LJ Speech clips in groups, and LibriSpeech chapters. */
function consecutiveUtterances(speech: string) {
  const groups = new Map<string, { path: string; transcript: string }[]>();
  for (const line of readFileSync(join(speech, 'manifest.tsv'), 'utf8').trim().split('\n').slice(1)) {
    const fields = line.split('\t');
    const path = fields[0] ?? '';
    const [, chapter, clip] = /(?:^|\/)(LJ\d{3}|\d+-\d+)-(\d{4})\.flac$/u.exec(path) ?? [];
    if (chapter === undefined) continue;
    const part = chapter.startsWith('LJ') ? Math.floor((Number(clip) - 1) / UTTERANCES_TOGETHER) : 0;
    const key = `${chapter} ${String(part)}`;
    groups.set(key, [...(groups.get(key) ?? []), { path, transcript: fields.at(-1) ?? '' }]);
  }
  return [...groups.values()].filter((group) => group.length >= 5);
}

function report(recordings: readonly Recording[], outcomes: readonly FileOutcome[]): boolean {
  let [joins, overlaps] = [0, 0];
  const counts = outcomes.map((outcome, index) => {
    if (outcome.kind === 'failed') throw new Error(outcome.error.message);
    const windows = outcome.transcript.windows.slice(1);
    joins += windows.length;
    overlaps += windows.filter(({ overlapSeconds }) => overlapSeconds > 0).length;
    const times = windows.map(({ startSeconds, overlapSeconds }) => startSeconds + overlapSeconds / 2);
    const heard = basicNormalizer.normalize(outcome.transcript.text).split(' ');
    return countJoinErrors(recordings[index]?.words ?? [], heard, times);
  });
  const repeated = counts.flatMap((count) => count.repeated);
  const lost = counts.flatMap((count) => count.lost);
  for (const text of [...repeated, ...lost]) console.log(`  ${text}`);
  const [near, far] = [errorShare(counts.map((count) => count.near)), errorShare(counts.map((count) => count.far))];
  console.log(`${joins} joins, ${overlaps} in the middle of speech`);
  console.log(`runs of 3 words or more repeated: ${repeated.length}, lost: ${lost.length}`);
  console.log(`word errors within 5 s of a join: ${percent(near)}, elsewhere: ${percent(far)}`);
  const mostRuns = Math.max(1, joins * MOST_RUNS);
  return Math.max(repeated.length, lost.length) <= mostRuns && near <= far * MOST_ERROR_RATIO;
}

function errorShare(counts: readonly ErrorCount[]): number {
  const sum = (key: keyof ErrorCount) => counts.reduce((total, count) => total + count[key], 0);
  return sum('errors') / sum('words');
}

function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
