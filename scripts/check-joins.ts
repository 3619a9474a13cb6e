/**
 * Transcribes joined utterances from which the pauses were cut, so that windows meet in the middle of speech, and counts
 * errors near the joins, and runs of words that joins repeat or lose:
 *
 *     npm run check:joins -- --speech DIR [--chunk-length-s 30,25,20,15,12] [--turns 0] [--timestamps]
 *
 * DIR holds recordings and `manifest.tsv` (path first, transcript last, tab-separated). Utterances that follow each other
 * in their names are joined. Windows of each length meet at other places, and so they do where a chapter begins with
 * another of its utterances (`--turns 0,4,8`).
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createTranscriber, type FileOutcome } from '../src/index.ts';
import { englishNormalizer } from '../src/metrics/normalize-text.ts';
import { wordsOf } from '../src/metrics/text-errors.ts';
import { countJoinErrors, type ErrorCount, type JoinErrors } from './count-join-errors.ts';
import { makeRecordings, type JoinedRecording } from './joined-recordings.ts';

const LENGTHS_SECONDS = '30,25,20,15,12';
/** Of 100 joins one may repeat and one may lose a run of words; words near joins may be wrong 1.1 times as often. */
const MOST_RUNS = 1 / 100;
const MOST_ERROR_RATIO = 1.1;

/** What was found at the joins of one recording or several. */
interface Findings extends JoinErrors {
  readonly joins: number;
  /** Joins of windows that overlap. */
  readonly overlaps: number;
}

const { values } = parseArgs({
  options: {
    speech: { type: 'string' },
    'chunk-length-s': { type: 'string', default: LENGTHS_SECONDS },
    turns: { type: 'string', default: '0' },
    timestamps: { type: 'boolean', default: false },
  },
});
if (values.speech === undefined) {
  console.error('usage: npm run check:joins -- --speech DIR [--chunk-length-s SECONDS,…] [--turns N,…] [--timestamps]');
  process.exitCode = 2;
} else {
  const folder = mkdtempSync(join(tmpdir(), 'whisper-batch-joins-'));
  try {
    const findings: Findings[] = [];
    for (const turn of values.turns.split(',')) findings.push(await checkTurn(values.speech, folder, Number(turn)));
    const all = addFindings(findings);
    printFindings('together', all);
    process.exitCode = isGood(all) ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function checkTurn(speech: string, folder: string, turn: number): Promise<Findings> {
  const recordings = await makeRecordings(speech, folder, turn);
  const findings: Findings[] = [];
  for (const length of values['chunk-length-s'].split(',')) {
    const found = await checkLength(recordings, Number(length));
    printFindings(`windows of ${length} s, from utterance ${turn}`, found);
    findings.push(found);
  }
  return addFindings(findings);
}

async function checkLength(recordings: readonly JoinedRecording[], windowSeconds: number): Promise<Findings> {
  const transcriber = await createTranscriber({ windowSeconds, timestamps: values.timestamps });
  try {
    const outcomes = await transcriber.transcribe(recordings.map(({ path }) => ({ path, name: path })));
    return addFindings(outcomes.map((outcome, index) => findErrors(outcome, recordings[index]?.words ?? [])));
  } finally {
    await transcriber.close();
  }
}

function findErrors(outcome: FileOutcome, said: JoinedRecording['words']): Findings {
  if (outcome.kind === 'failed') throw new Error(outcome.error.message);
  const windows = outcome.transcript.windows.slice(1);
  const joins = windows.map(({ startSeconds, overlapSeconds }) => startSeconds + overlapSeconds / 2);
  const heard = wordsOf(englishNormalizer.normalize(outcome.transcript.text));
  const overlaps = windows.filter(({ overlapSeconds }) => overlapSeconds > 0).length;
  return { ...countJoinErrors(said, heard, joins), joins: joins.length, overlaps };
}

function addFindings(findings: readonly Findings[]): Findings {
  const sum = (count: (found: Findings) => number) => findings.reduce((total, found) => total + count(found), 0);
  const add = (key: 'near' | 'far') => ({
    words: sum((found) => found[key].words),
    errors: sum((found) => found[key].errors),
  });
  return {
    joins: sum(({ joins }) => joins),
    overlaps: sum(({ overlaps }) => overlaps),
    near: add('near'),
    far: add('far'),
    repeated: findings.flatMap(({ repeated }) => repeated),
    lost: findings.flatMap(({ lost }) => lost),
  };
}

function printFindings(title: string, { joins, overlaps, near, far, repeated, lost }: Findings): void {
  console.log(`${title}: ${joins} joins, ${overlaps} in the middle of speech`);
  console.log(`  runs of 3 words or more repeated: ${repeated.length}, lost: ${lost.length}`);
  for (const text of [...repeated, ...lost]) console.log(`    ${text}`);
  console.log(`  word errors within 5 s of a join: ${percent(near)}, elsewhere: ${percent(far)}`);
}

function isGood({ overlaps, near, far, repeated, lost }: Findings): boolean {
  const mostRuns = Math.max(1, overlaps * MOST_RUNS);
  return Math.max(repeated.length, lost.length) <= mostRuns && errorShare(near) <= errorShare(far) * MOST_ERROR_RATIO;
}

function errorShare({ words, errors }: ErrorCount): number {
  return errors / words;
}

function percent(count: ErrorCount): string {
  return `${(100 * errorShare(count)).toFixed(1)} % of ${count.words}`;
}
