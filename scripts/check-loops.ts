/**
 * Transcribes a set of recordings, without and with timestamps, and fails where a transcript says a phrase of at most ten
 * words more than three times in a row, and more often than its reference does:
 *
 *     npm run check:loops -- --speech DIR [--language auto]
 *
 * DIR holds recordings and `manifest.tsv` (tab-separated, with the columns path, language and transcript). Without
 * `--language`, each recording is transcribed in its own.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createTranscriber, type FileOutcome } from '../src/index.ts';
import { normalizerFor } from '../src/metrics/normalize-text.ts';
import { wordsOf } from '../src/metrics/text-errors.ts';
import { findLoop } from './find-loop.ts';

const MOST_REPEATS = 3;

interface Recording {
  readonly path: string;
  readonly language: string;
  readonly transcript: string;
}

const { values } = parseArgs({ options: { speech: { type: 'string' }, language: { type: 'string' } } });
if (values.speech === undefined) {
  console.error('usage: npm run check:loops -- --speech DIR [--language auto]');
  process.exitCode = 2;
} else {
  const recordings = readManifest(values.speech);
  let loops = 0;
  for (const timestamps of [false, true]) {
    for (const language of new Set(recordings.map(languageOf))) {
      const group = recordings.filter((recording) => languageOf(recording) === language);
      loops += await countLoops(values.speech, group, { language, timestamps });
    }
  }
  console.log(`${loops} loops of more than ${MOST_REPEATS} repeats in ${recordings.length} recordings, each twice`);
  process.exitCode = loops === 0 ? 0 : 1;
}

function languageOf({ language }: Recording): string {
  return values.language ?? language;
}

function readManifest(folder: string): Recording[] {
  const [header = '', ...lines] = readFileSync(join(folder, 'manifest.tsv'), 'utf8').trim().split('\n');
  const columns = header.split('\t');
  return lines.map((line) => {
    const fields = line.split('\t');
    const field = (name: string) => fields[columns.indexOf(name)] ?? '';
    return { path: field('path'), language: field('language'), transcript: field('transcript') };
  });
}

async function countLoops(
  folder: string,
  recordings: readonly Recording[],
  options: { readonly language: string; readonly timestamps: boolean },
): Promise<number> {
  const transcriber = await createTranscriber(options);
  try {
    const outcomes = await transcriber.transcribe(
      recordings.map(({ path }) => ({ path: join(folder, path), name: path })),
    );
    return recordings.filter((recording, index) => hasLoop(recording, outcomes[index])).length;
  } finally {
    await transcriber.close();
  }
}

function hasLoop({ path, language, transcript }: Recording, outcome: FileOutcome | undefined): boolean {
  if (outcome?.kind !== 'transcribed') throw new Error(`${path}: ${outcome?.error.message ?? 'not transcribed'}`);
  const { normalize } = normalizerFor(language);
  const heard = findLoop(wordsOf(normalize(outcome.transcript.text)));
  const said = findLoop(wordsOf(normalize(transcript)));
  if (heard === undefined || heard.repeats <= Math.max(MOST_REPEATS, said?.repeats ?? 0)) return false;
  console.log(`  ${path}: "${heard.phrase.join(' ')}" ${heard.repeats} times`);
  return true;
}
