import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { describeThrown, WhisperBatchError } from '../errors.ts';

/** What was really said, by file. */
export interface References {
  readonly path: string;
  /** The text of a file, by its relative path or, where that is unknown, its base name; `undefined` without one. */
  readonly textOf: (file: string) => string | undefined;
}

/**
 * Reads a table of reference texts: tab-separated, a header with the columns `path` (or `file`) and `text` (or
 * `transcript`), others ignored.
 *
 * @throws WhisperBatchError `USAGE` when the file cannot be read or is no such table
 */
export function readReferences(path: string): References {
  const [header = '', ...lines] = readLines(path);
  const columns = header.split('\t').map((column) => column.trim().toLowerCase());
  const pathColumn = findColumn(columns, ['path', 'file'], path);
  const textColumn = findColumn(columns, ['text', 'transcript'], path);
  const texts = new Map(
    lines.map((line) => line.split('\t')).map((cells) => [cells[pathColumn] ?? '', cells[textColumn] ?? '']),
  );
  const byBaseName = uniqueBaseNames(texts);
  return { path, textOf: (file) => texts.get(file) ?? byBaseName.get(basename(file)) };
}

function readLines(path: string): string[] {
  try {
    const text = readFileSync(path, 'utf8').replace(/^\uFEFF/u, '');
    return text.split(/\r?\n/u).filter((line) => line.trim() !== '');
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

/** Texts by base name, those left out that several paths share: nobody could tell which is meant. */
function uniqueBaseNames(texts: ReadonlyMap<string, string>): Map<string, string> {
  const names = Array.from(texts.keys(), (path) => basename(path));
  const isUnique = (name: string): boolean => names.filter((other) => other === name).length === 1;
  return new Map(
    Array.from(texts, ([path, text]) => [basename(path), text] as const).filter(([name]) => isUnique(name)),
  );
}
