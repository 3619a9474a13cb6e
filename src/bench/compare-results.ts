import { WhisperBatchError } from '../errors.ts';
import { addEdits } from '../metrics/edit-counts.ts';
import { alignWords, type AlignedStretch } from '../metrics/align-words.ts';
import { judgedLanguage } from '../metrics/judged-text.ts';
import { normalizerFor, type TextNormalizer } from '../metrics/normalize-text.ts';
import { realTimeFactor, throughput } from '../metrics/real-time-factor.ts';
import { summarizeSamples, type SampleSummary } from '../metrics/statistics.ts';
import { countTextErrors, wordsOf, type TextErrors } from '../metrics/text-errors.ts';
import type { ReportedFile, ResultFolder } from './compare-folder.ts';
import type { ReferenceTable } from './reference-table.ts';

/** What the baselines transcribe, when a folder does not tell. */
const DEFAULT_LANGUAGE = 'en';

/** What is compared, and how. */
export interface ComparisonRequest {
  readonly folders: readonly ResultFolder[];
  /** Name of the folder that speed-ups and differences are relative to; the first unless given. */
  readonly baseline: string | undefined;
  readonly references: ReferenceTable | undefined;
}

/** Several programs side by side, over the files that all of them transcribed. */
export interface Comparison {
  readonly baseline: string;
  /** Names of the normalisers that texts went through, each for files of its languages. */
  readonly normalizers: readonly string[];
  readonly referencesPath: string | null;
  readonly commonFiles: readonly string[];
  /** Programs that transcribed no file. */
  readonly silentPrograms: readonly string[];
  readonly partialFiles: readonly PartialFile[];
  readonly filesWithoutReference: readonly string[];
  readonly programs: readonly ComparedProgram[];
  /** The errors of each program when another's text is taken for right. */
  readonly pairs: readonly ProgramPair[];
  readonly differences: readonly TextDifference[];
}

/** A file that counts for no figure, because some programs do not have it. */
export interface PartialFile {
  readonly file: string;
  readonly missingIn: readonly string[];
}

/** One program's figures; `null` where they cannot be told. */
export interface ComparedProgram {
  readonly folder: ResultFolder;
  readonly latency: SampleSummary;
  readonly realTimeFactor: SampleSummary;
  /** Audio seconds per wall second over all files of the run; `null` when its wall time is not known. */
  readonly throughput: number | null;
  /** Throughput divided by the baseline's. */
  readonly speedUp: number | null;
  /** The baseline's median latency divided by this one's. */
  readonly latencySpeedUp: number | null;
  /** Against the references, summed over files. */
  readonly errors: TextErrors | null;
}

export interface ProgramPair {
  readonly reference: string;
  readonly heard: string;
  readonly errors: TextErrors;
}

/** Where a program's text of one file differs from the baseline's, in normalised words. */
export interface TextDifference {
  readonly file: string;
  readonly program: string;
  readonly stretches: readonly AlignedStretch[];
}

/**
 * Compares the results of several programs.
 *
 * @throws WhisperBatchError `USAGE` when two folders have one name, the baseline is none of them, or they have no
 * file in common
 */
export function compareResults({ folders, baseline, references }: ComparisonRequest): Comparison {
  requireDifferentNames(folders);
  const base = findBaseline(folders, baseline);
  // One that transcribed nothing has no figures, and takes none from the others.
  const heardFolders = folders.filter(({ files }) => files.size > 0);
  const commonFiles = [...base.files.keys()].filter((file) => heardFolders.every(({ files }) => files.has(file)));
  if (commonFiles.length === 0) throw nothingInCommon(folders);
  const isJudged = (file: string): boolean => references?.referenceOf(file) !== undefined;
  const judged = commonFiles.filter(isJudged);
  const baseFigures = figuresOf(base, commonFiles);
  const normalizerOf = (file: string): TextNormalizer => {
    const told = [references?.referenceOf(file)?.language, base.files.get(file)?.language];
    return normalizerFor(judgedLanguage(...told, base.language ?? DEFAULT_LANGUAGE), base.task);
  };
  return {
    baseline: base.name,
    normalizers: [...new Set(commonFiles.map((file) => normalizerOf(file).name))],
    referencesPath: references?.path ?? null,
    commonFiles,
    silentPrograms: folders.filter((folder) => !heardFolders.includes(folder)).map(({ name }) => name),
    partialFiles: findPartialFiles(heardFolders, new Set(commonFiles)),
    filesWithoutReference: references === undefined ? [] : commonFiles.filter((file) => !isJudged(file)),
    programs: folders.map((folder) => {
      const figures = figuresOf(folder, commonFiles);
      const judgedHere = folder.files.size > 0 ? judged : [];
      return {
        ...figures,
        speedUp: ratio(figures.throughput, baseFigures.throughput),
        latencySpeedUp: ratio(baseFigures.latency.median, figures.latency.median),
        errors: sumErrors(judgedHere.map((file) => referenceErrors(folder, file, { references, normalizerOf }))),
      };
    }),
    pairs: heardFolders.flatMap((reference) =>
      heardFolders
        .filter((heard) => heard !== reference)
        .map((heard) => pairUp(reference, heard, { commonFiles, normalizerOf })),
    ),
    differences: heardFolders
      .filter((folder) => folder !== base)
      .flatMap((folder) => differencesFrom(base, folder, { commonFiles, normalizerOf })),
  };
}

function requireDifferentNames(folders: readonly ResultFolder[]): void {
  const names = folders.map(({ name }) => name);
  const repeated = folders.find(({ name }, index) => names.indexOf(name) !== index);
  if (repeated === undefined) return;
  const message = `Expected folders of different names, found "${repeated.name}" more than once.`;
  throw new WhisperBatchError('USAGE', message, `Give one of them another name: OTHER_NAME=${repeated.path}.`);
}

function findBaseline(folders: readonly ResultFolder[], name: string | undefined): ResultFolder {
  const found = name === undefined ? folders[0] : folders.find((folder) => folder.name === name);
  if (found !== undefined) return found;
  const names = folders.map((folder) => `"${folder.name}"`).join(', ');
  const message = `Expected --baseline to be one of ${names || 'the folders given'}, found "${name ?? ''}".`;
  throw new WhisperBatchError('USAGE', message, "A folder's name is the last part of its path, or NAME in NAME=DIR.");
}

function nothingInCommon(folders: readonly ResultFolder[]): WhisperBatchError {
  const message = `Expected at least one file that ${folders.map(({ path }) => path).join(', ')} all transcribed, found none.`;
  return new WhisperBatchError('USAGE', message, 'Run the programs on the same audio, named in the same way.');
}

function findPartialFiles(folders: readonly ResultFolder[], common: ReadonlySet<string>): PartialFile[] {
  const all = new Set(folders.flatMap(({ files, failedFiles }) => [...files.keys(), ...failedFiles]));
  return [...all]
    .filter((file) => !common.has(file))
    .map((file) => ({ file, missingIn: folders.filter(({ files }) => !files.has(file)).map(({ name }) => name) }));
}

type Figures = Pick<ComparedProgram, 'folder' | 'latency' | 'realTimeFactor' | 'throughput'>;

function figuresOf(folder: ResultFolder, commonFiles: readonly string[]): Figures {
  const files = commonFiles.map((file) => folder.files.get(file)).filter((file) => file !== undefined);
  const factors = files.map((file) => realTimeFactor(file.latencySeconds, file.durationSeconds));
  // Over all files of the run, those that others lack included: its wall time cannot be shared out among them.
  const audioSeconds = [...folder.files.values()].reduce((sum, file) => sum + file.durationSeconds, 0);
  return {
    folder,
    latency: summarizeSamples(files.map((file) => file.latencySeconds)),
    realTimeFactor: summarizeSamples(factors.filter((factor) => factor !== null)),
    throughput: folder.wallSeconds === null || audioSeconds === 0 ? null : throughput(audioSeconds, folder.wallSeconds),
  };
}

function ratio(numerator: number | null, denominator: number | null): number | null {
  return numerator === null || denominator === null || denominator === 0 ? null : numerator / denominator;
}

function referenceErrors(
  folder: ResultFolder,
  file: string,
  { references, normalizerOf }: Pick<ComparisonRequest, 'references'> & Pick<Common, 'normalizerOf'>,
): TextErrors {
  return countTextErrors(references?.referenceOf(file)?.text ?? '', textOf(folder, file), normalizerOf(file));
}

function sumErrors(errors: readonly TextErrors[]): TextErrors | null {
  return errors.length === 0 ? null : addErrors(errors);
}

function addErrors(errors: readonly TextErrors[]): TextErrors {
  return { words: addEdits(errors.map((one) => one.words)), characters: addEdits(errors.map((one) => one.characters)) };
}

interface Common {
  readonly commonFiles: readonly string[];
  readonly normalizerOf: (file: string) => TextNormalizer;
}

function pairUp(reference: ResultFolder, heard: ResultFolder, { commonFiles, normalizerOf }: Common): ProgramPair {
  const errors = commonFiles.map((file) =>
    countTextErrors(textOf(reference, file), textOf(heard, file), normalizerOf(file)),
  );
  return { reference: reference.name, heard: heard.name, errors: addErrors(errors) };
}

function differencesFrom(
  base: ResultFolder,
  folder: ResultFolder,
  { commonFiles, normalizerOf }: Common,
): TextDifference[] {
  const words = (source: ResultFolder, file: string): string[] =>
    wordsOf(normalizerOf(file).normalize(textOf(source, file)));
  return commonFiles
    .map((file) => ({ file, program: folder.name, stretches: alignWords(words(base, file), words(folder, file)) }))
    .filter(({ stretches }) => stretches.some(({ kind }) => kind === 'changed'));
}

function textOf({ files }: ResultFolder, file: string): string {
  const found: ReportedFile | undefined = files.get(file);
  return found?.text ?? '';
}
