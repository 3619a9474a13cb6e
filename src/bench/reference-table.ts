import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { parseLanguage } from '../decode/languages.ts';
import { describeThrown, WhisperBatchError } from '../errors.ts';

/** What was really said in a recording. */
export interface Reference {
  readonly text: string;
  /** Whisper's code of the language, or what the table has in its place; `undefined` where nobody told it. */
  readonly language: string | undefined;
}

/** What was really said, by file. */
export interface ReferenceTable {
  readonly path: string;
  /** The references by the paths that the table gives, see {@link pathKey}. */
  readonly byPath: ReadonlyMap<string, Reference>;
  /** The reference of a file, by its relative path or, where that is unknown, its base name; `undefined` without one. */
  readonly referenceOf: (file: string) => Reference | undefined;
}

/**
 * Reads a table of reference texts: tab-separated, a header with the columns `path` (or `file`), `text` (or
 * `transcript`) and, if it likes, `language`; others are ignored.
 *
 * @throws WhisperBatchError `USAGE` when the file cannot be read or is no such table
 */
export function readReferenceTable(path: string): ReferenceTable {
  const [header = { number: 1, cells: [''] }, ...rows] = readRows(path);
  const columns = header.cells.map((column) => column.trim().toLowerCase());
  const pathColumn = findColumn(columns, ['path', 'file'], path);
  const textColumn = findColumn(columns, ['text', 'transcript'], path);
  const languageColumn = columns.indexOf('language');
  const byPath = new Map<string, Reference>();
  for (const { number, cells } of rows) {
    const [cell, text] = [cells[pathColumn], cells[textColumn]];
    if (cell === undefined || text === undefined) throw tooShort(path, number, columns.length, cells.length);
    const file = pathKey(cell);
    if (byPath.has(file)) throw repeated(path, number, file);
    byPath.set(file, { text, language: readLanguage(cells[languageColumn]) });
  }
  const byBaseName = uniqueBaseNames(byPath);
  return { path, byPath, referenceOf: (file) => byPath.get(pathKey(file)) ?? byBaseName.get(basename(pathKey(file))) };
}

/** A path as the table is looked up by: file systems and editors write accents in one code or two. */
export function pathKey(path: string): string {
  return path.trim().normalize('NFC');
}

/** The code of a language given as code, English name or locale ("pt-BR"). */
function readLanguage(cell = ''): string | undefined {
  const language = cell.trim().toLowerCase();
  if (language === '') return undefined;
  try {
    return parseLanguage(language);
  } catch {
    // A language that Whisper does not know has no rules of its own; what is told about it stays as it is.
    return language;
  }
}

interface Row {
  /** Line of the file, from 1. */
  readonly number: number;
  readonly cells: readonly string[];
}

function readRows(path: string): Row[] {
  try {
    const text = readFileSync(path, 'utf8').replace(/^\uFEFF/u, '');
    return text
      .split(/\r?\n/u)
      .map((line, index) => ({ number: index + 1, cells: line.split('\t') }))
      .filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  } catch (error) {
    const message = `Expected reference texts in ${path}, but reading it failed: ${describeThrown(error)}.`;
    throw new WhisperBatchError('USAGE', message, 'Check the path given with --references.', { cause: error });
  }
}

function findColumn(columns: readonly string[], names: readonly string[], path: string): number {
  const index = columns.findIndex((column) => names.includes(column));
  if (index !== -1) return index;
  const wanted = names.map((name) => `"${name}"`).join(' or ');
  const message = `${path}: expected a column ${wanted} in its first line, found ${columns.map((name) => `"${name}"`).join(', ')}.`;
  throw new WhisperBatchError('USAGE', message, 'Separate columns by tabs and name them in the first line.');
}

function tooShort(path: string, line: number, wanted: number, found: number): WhisperBatchError {
  const message = `${path}, line ${line}: expected ${wanted} columns, found ${found}.`;
  // Without this, all words heard would count as errors.
  return new WhisperBatchError('USAGE', message, 'Separate columns by tabs; for silence, end the line with a tab.');
}

function repeated(path: string, line: number, file: string): WhisperBatchError {
  const message = `${path}, line ${line}: expected every file once, found "${file}" again.`;
  return new WhisperBatchError('USAGE', message, 'Remove one of the lines.');
}

/** References by base name, those left out that several paths share: nobody could tell which is meant. */
function uniqueBaseNames(byPath: ReadonlyMap<string, Reference>): Map<string, Reference> {
  const byBaseName = new Map<string, Reference>();
  const shared = new Set<string>();
  for (const [path, reference] of byPath) {
    const name = basename(path);
    if (byBaseName.has(name)) shared.add(name);
    byBaseName.set(name, reference);
  }
  for (const name of shared) byBaseName.delete(name);
  return byBaseName;
}
