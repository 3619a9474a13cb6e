/**
 * Checks transcripts over a larger set of recordings than the repository carries, and says what it compared:
 *
 *     npm run check:speech -- --speech DIR --golden FILE [--skip-variants] [--skip-formats]
 *
 * DIR holds recordings and `manifest.tsv` (path, duration_s, …, tab-separated); FILE is JSON, path → expected text.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createTranscriber, type AudioSource, type FileOutcome, type TranscriberOptions } from '../src/index.ts';

/** Greedy decoding may end differently where two tokens are equal to the last bits. */
const MOST_DIFFERENT_TEXTS = 1;
const MOST_DURATION_DIFFERENCE_SECONDS = 0.15;

const VARIANTS: readonly TranscriberOptions[] = [
  { workers: 1, threads: 2 },
  { workers: 2, threads: 1 },
  { workers: 2, threads: 1, batchSize: 1 },
];

const { values } = parseArgs({
  options: {
    speech: { type: 'string' },
    golden: { type: 'string' },
    'skip-variants': { type: 'boolean', default: false },
    'skip-formats': { type: 'boolean', default: false },
  },
});
const { speech, golden } = values;
if (speech === undefined || golden === undefined) {
  console.error('usage: npm run check:speech -- --speech DIR --golden FILE');
  process.exitCode = 2;
} else {
  const checks = [await checkGolden(speech, golden)];
  if (!values['skip-variants']) checks.push(await checkVariants(speech, golden));
  if (!values['skip-formats']) checks.push(await checkFormats(speech));
  process.exitCode = checks.every(Boolean) ? 0 : 1;
}

/** Compares texts with the reference's. */
async function checkGolden(folder: string, goldenPath: string): Promise<boolean> {
  const expected = readGolden(goldenPath);
  const texts = await transcribe(sourcesIn(folder, [...expected.keys()]), {});
  const different = [...expected].filter(([name, text]) => texts.get(name)?.trim() !== text.trim());
  for (const [name, text] of different) {
    console.log(`  ${name}\n    expected ${text}\n    found    ${texts.get(name) ?? 'nothing'}`);
  }
  const same = expected.size - different.length;
  console.log(`golden: ${same} of ${expected.size} texts identical to ${goldenPath}`);
  return different.length <= MOST_DIFFERENT_TEXTS;
}

/** Compares texts between splits of the cores, batch sizes and input orders. */
async function checkVariants(folder: string, goldenPath: string): Promise<boolean> {
  const sources = sourcesIn(folder, [...readGolden(goldenPath).keys()]);
  const reference = await transcribe(sources, { batchSize: 8 });
  const backwards = await transcribe(sources.toReversed(), { batchSize: 8 });
  let isSame = compareVariant(reference, backwards, 'input order reversed');
  for (const options of VARIANTS) {
    isSame = compareVariant(reference, await transcribe(sources, options), JSON.stringify(options)) && isSame;
  }
  return isSame;
}

function compareVariant(
  reference: ReadonlyMap<string, string>,
  texts: ReadonlyMap<string, string>,
  name: string,
): boolean {
  const different = [...reference.keys()].filter((file) => texts.get(file) !== reference.get(file));
  for (const file of different) {
    console.log(`  ${file}\n    ${reference.get(file) ?? ''}\n    ${texts.get(file) ?? 'nothing'}`);
  }
  console.log(`variants: ${name}: ${reference.size - different.length} of ${reference.size} texts the same`);
  return different.length === 0;
}

/** Checks that every recording is read whole, whatever its format. */
async function checkFormats(folder: string): Promise<boolean> {
  const lines = readFileSync(join(folder, 'manifest.tsv'), 'utf8').trim().split('\n').slice(1);
  const durations = new Map(lines.map((line) => [line.split('\t')[0] ?? '', Number(line.split('\t')[1])]));
  const outcomes = await outcomesOf(sourcesIn(folder, [...durations.keys()]), { maxNewTokens: 1 });
  const wrong = outcomes.filter((outcome) => !isRead(outcome, durations.get(outcome.source.name) ?? 0));
  for (const outcome of wrong) console.log(`  ${outcome.source.name}: ${describe(outcome)}`);
  console.log(
    `formats: ${durations.size - wrong.length} of ${durations.size} recordings read with the duration of the manifest`,
  );
  return wrong.length === 0;
}

function isRead(outcome: FileOutcome, seconds: number): boolean {
  return (
    outcome.kind === 'transcribed' && Math.abs(outcome.durationSeconds - seconds) <= MOST_DURATION_DIFFERENCE_SECONDS
  );
}

function describe(outcome: FileOutcome): string {
  return outcome.kind === 'failed' ? outcome.error.message : `${outcome.durationSeconds} s`;
}

function readGolden(path: string): ReadonlyMap<string, string> {
  return new Map(Object.entries(JSON.parse(readFileSync(path, 'utf8')) as Record<string, string>));
}

function sourcesIn(folder: string, names: readonly string[]): AudioSource[] {
  return names.map((name) => ({ path: join(folder, name), name }));
}

async function transcribe(sources: readonly AudioSource[], options: TranscriberOptions): Promise<Map<string, string>> {
  const outcomes = await outcomesOf(sources, options);
  return new Map(
    outcomes.map((outcome) => [
      outcome.source.name,
      outcome.kind === 'transcribed' ? outcome.transcript.text : describe(outcome),
    ]),
  );
}

async function outcomesOf(sources: readonly AudioSource[], options: TranscriberOptions): Promise<FileOutcome[]> {
  const transcriber = await createTranscriber(options);
  try {
    return await transcriber.transcribe(sources);
  } finally {
    await transcriber.close();
  }
}
