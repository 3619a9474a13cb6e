import type { TextErrors } from '../metrics/text-errors.ts';
import { formatErrorRate } from '../output/edit-cells.ts';
import { formatBytes, formatCount, formatFigure } from '../output/quantities.ts';
import type { ComparedProgram, Comparison } from './compare-results.ts';

/** A table before it is known where it will be shown. */
export interface ComparisonTable {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** What a reader must know to take the figures for what they are. */
  readonly notes: readonly string[];
}

/** The tables of a comparison: speed, errors against references where there are any, and each against each. */
export function comparisonTables(comparison: Comparison): ComparisonTable[] {
  const judged = comparison.programs.filter(({ errors }) => errors !== null);
  return [
    speedTable(comparison),
    ...(judged.length > 0 ? [accuracyTable(comparison)] : []),
    ...(comparison.programs.length > 1 ? [pairTable(comparison, 'words'), pairTable(comparison, 'characters')] : []),
  ];
}

/** Lines of one kind that are shown; thousands of them would bury the tables. */
const MOST_REMARKS = 10;

/** What the comparison leaves out, and why, a line each; where it is much, the first of it and the number. */
export function comparisonRemarks(comparison: Comparison): string[] {
  const { silentPrograms, partialFiles, filesWithoutReference, referencesPath } = comparison;
  const leftOut = partialFiles.map(
    ({ file, missingIn }) => `Left out: ${file}, which ${missingIn.join(', ')} did not transcribe.`,
  );
  const unknown = filesWithoutReference.map((file) => `No reference for ${file} in ${referencesPath ?? ''}.`);
  return [
    ...silentPrograms.map((name) => `${name} transcribed no file.`),
    ...firstOf(leftOut, (count) => `Left out: ${count} more; --json lists all.`),
    ...firstOf(unknown, (count) => `No reference for ${count} more; --json lists all.`),
    ...(referencesPath === null
      ? ['No references were given, so there are no error rates against what was said.']
      : []),
  ];
}

function firstOf(lines: readonly string[], describeRest: (count: string) => string): string[] {
  const rest = lines.length - MOST_REMARKS;
  return rest <= 0 ? [...lines] : [...lines.slice(0, MOST_REMARKS), describeRest(formatCount(rest, 'file'))];
}

function speedTable({ programs, baseline, commonFiles }: Comparison): ComparisonTable {
  const machines = new Set(programs.map(({ folder }) => folder.cpuModel ?? 'an unnamed processor'));
  const where = [...machines].join('; ');
  return {
    title: `Speed over ${formatCount(commonFiles.length, 'common file')}`,
    head: ['Program', 'Median s', 'p95 s', 'Median RTF', 'p95 RTF', 'Audio s/s', 'Peak', 'Speed-up'],
    rows: programs.map(speedRow),
    notes: [
      `Speed-up: throughput (audio seconds per second of the run) relative to ${baseline}.`,
      'Latencies compare only between programs that take one file after another; in a batch they overlap.',
      machines.size > 1 ? `Measured on different machines: ${where}.` : `Measured on ${where}.`,
      ...programs.map(({ folder }) => `${folder.name}: ${folder.settings}.`),
    ],
  };
}

function speedRow({ folder, latency, realTimeFactor, throughput, speedUp }: ComparedProgram): string[] {
  return [
    folder.name,
    formatFigure(latency.median, 3),
    formatFigure(latency.p95, 3),
    formatFigure(realTimeFactor.median, 4),
    formatFigure(realTimeFactor.p95, 4),
    formatFigure(throughput, 2),
    folder.peakMemoryBytes === null ? '–' : formatBytes(folder.peakMemoryBytes),
    speedUp === null ? '–' : `${speedUp.toFixed(2)}×`,
  ];
}

function accuracyTable({ programs, referencesPath, normalizers }: Comparison): ComparisonTable {
  return {
    title: `Errors against ${referencesPath ?? 'references'}`,
    head: ['Program', 'WER %', 'CER %', 'Substituted', 'Deleted', 'Inserted', 'Words'],
    rows: programs.map(accuracyRow),
    notes: [`Summed over all files, after Whisper's text normaliser (${normalizers.join('; ')}).`],
  };
}

function accuracyRow({ folder, errors }: ComparedProgram): string[] {
  if (errors === null) return [folder.name, '–', '–', '–', '–', '–', '–'];
  const { words, characters } = errors;
  const counts = [words.substitutions, words.deletions, words.insertions, words.referenceLength].map(String);
  return [folder.name, formatErrorRate(words), formatErrorRate(characters), ...counts];
}

function pairTable({ programs, pairs }: Comparison, unit: keyof TextErrors): ComparisonTable {
  const names = programs.map(({ folder }) => folder.name);
  const cell = (reference: string, heard: string): string => {
    const pair = pairs.find((one) => one.reference === reference && one.heard === heard);
    return pair === undefined ? '·' : formatErrorRate(pair.errors[unit]);
  };
  return {
    title: `${unit === 'words' ? 'Word' : 'Character'} differences from each other, %`,
    head: ['Taken for right', ...names],
    rows: names.map((reference) => [reference, ...names.map((heard) => cell(reference, heard))]),
    notes: [],
  };
}
