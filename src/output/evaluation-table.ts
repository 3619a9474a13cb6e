import { BLOCK_WORDS } from '../metrics/block-errors.ts';
import { RESAMPLES, type RateInterval } from '../metrics/bootstrap.ts';
import type { CorpusErrors, Evaluation, FileErrors } from '../metrics/evaluate-texts.ts';
import { displayWidth, sanitizeText, shortenText, wrapText } from './display-text.ts';
import { editCells, formatErrorRate } from './edit-cells.ts';
import { formatCount } from './quantities.ts';
import { formatSeams } from './seam-table.ts';
import { renderTable, tableFrameWidth, type TableRow, type TerminalStyle } from './tables.ts';

/** Rows beyond this are left out; the CSV file has them all. */
const MOST_ROWS = 40;
/** Names that are listed in a note. */
const MOST_NAMES = 10;
const FILE_HEAD = ['WER %', 'CER %', 'Hits', 'Sub.', 'Del.', 'Ins.'] as const;
/** Columns kept for these figures. */
const FIGURE_COLUMNS = 6 + 6 + 6 + 4 + 4 + 4;

/** An evaluation for the terminal: by language, by file, and what the figures stand for. */
export function formatEvaluation(evaluation: Evaluation, style: TerminalStyle): string {
  const { files, seams } = evaluation;
  const omitted = files.length - MOST_ROWS;
  const notes = [
    ...(omitted > 0 ? [`Shown: the ${MOST_ROWS} worst; ${formatCount(omitted, 'more file')} in evaluation.csv.`] : []),
    ...describeFigures(evaluation),
  ];
  return [
    corpusTable(evaluation),
    fileTable(files.slice(0, MOST_ROWS), style),
    ...notes.flatMap((note) => wrapText(sanitizeText(note), style.columns)),
    ...(seams === undefined ? [] : ['', formatSeams(seams, style)]),
  ].join('\n');
}

function corpusTable({ corpus, languages }: Evaluation): string {
  const rows = languages.map(({ language, ...errors }) => corpusRow(shortenText(sanitizeText(language), 8), errors));
  return renderTable({
    head: ['Language', 'Files', 'WER %', '95 %', 'CER %', 'Hits', 'Sub.', 'Del.', 'Ins.'],
    rows: [...(languages.length > 1 ? rows : []), corpusRow(languages.length > 1 ? 'all' : soleLanguage(rows), corpus)],
  });
}

function soleLanguage([row]: readonly TableRow[]): string {
  return row?.kind === 'cells' ? (row.cells[0] ?? '') : 'all';
}

function corpusRow(label: string, { fileCount, words, characters, wordInterval }: CorpusErrors): TableRow {
  const rates = [formatErrorRate(words), formatInterval(wordInterval), formatErrorRate(characters)];
  return { kind: 'cells', cells: [label, String(fileCount), ...rates, ...editCells(words)] };
}

function formatInterval(interval: RateInterval | null): string {
  if (interval === null) return '–';
  return `${(100 * interval.low).toFixed(1)}–${(100 * interval.high).toFixed(1)}`;
}

function fileTable(files: readonly FileErrors[], style: TerminalStyle): string {
  const fileColumns = Math.max(12, style.columns - tableFrameWidth(FILE_HEAD.length + 1) - FIGURE_COLUMNS);
  return renderTable({
    head: ['File', ...FILE_HEAD],
    rows: files.map(({ file, errors: { words, characters } }) => ({
      kind: 'cells' as const,
      cells: [
        shortenPath(sanitizeText(file), fileColumns),
        formatErrorRate(words),
        formatErrorRate(characters),
        ...editCells(words),
      ],
    })),
  });
}

/** Without its folders where they take too much room: files differ in the last part of their names. */
function shortenPath(path: string, columns: number): string {
  const base = path.slice(path.lastIndexOf('/') + 1);
  const isTooLong = base !== path && displayWidth(path) > columns;
  return shortenText(isTooLong ? `…/${base}` : path, columns);
}

function describeFigures({ corpus, languages, files, ...context }: Evaluation): string[] {
  const normalizers = [...new Set(languages.map(({ normalizer }) => normalizer))].map((name) => {
    const own = languages.filter(({ normalizer }) => normalizer === name).map(({ language }) => language);
    return `${name} (${own.join(', ')})`;
  });
  const hasEmpty = files.some(({ errors }) => errors.words.referenceLength === 0);
  const hasLetters = languages.some(({ normalizer }) => normalizer.includes('letters'));
  return [
    `Texts went through Whisper's normaliser: ${normalizers.join('; ')}. Rates are those of all files as one text.`,
    ...(hasLetters ? ['Where letters are split, each counts as a word.'] : []),
    ...describeIntervals([corpus, ...languages]),
    ...(hasEmpty ? ['An empty reference has no rate (–); words heard there count as inserted.'] : []),
    ...describeFiles('No reference, not judged', context.filesWithoutReference),
    ...describeFiles('FAILED, not judged', context.failedFiles),
  ];
}

function describeIntervals(rows: readonly CorpusErrors[]): string[] {
  const drawn = new Set(rows.filter(({ wordInterval }) => wordInterval !== null).map((row) => row.drawn));
  if (drawn.size === 0) return [];
  const blocks = `blocks of about ${BLOCK_WORDS} words`;
  const mixed = drawn.size > 1 ? `files, or ${blocks} where there is one file` : 'files';
  return [`95 %: bootstrap over ${drawn.has('files') ? mixed : blocks}, ${RESAMPLES} draws.`];
}

function describeFiles(what: string, files: readonly string[]): string[] {
  if (files.length === 0) return [];
  const more = files.length - MOST_NAMES;
  const names = [...files.slice(0, MOST_NAMES), ...(more > 0 ? [`and ${more} more`] : [])];
  return [`${what}: ${names.join(', ')}.`];
}
