import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, parse, resolve } from 'node:path';
import type { AudioSource } from '../audio/audio-source.ts';
import { describeThrown, WhisperBatchError } from '../errors.ts';
import { formatCount } from '../output/quantities.ts';
import { readReferenceTable, type Reference, type ReferenceTable } from './reference-table.ts';

/** What was said in some files. */
export interface FoundReferences {
  /** Tables that were looked into. */
  readonly tablePaths: readonly string[];
  /** References by the name of the source; at least one. */
  readonly bySource: ReadonlyMap<string, Reference>;
}

/** Where references may be. */
export interface ReferencePlaces {
  /** The table that was named; without it, `references.tsv` in the folders among `paths` is taken. */
  readonly table: string | undefined;
  /** What is transcribed: files, folders and globs. */
  readonly paths: readonly string[];
}

const TABLE_NAME = 'references.tsv';

/**
 * What was said in the sources: by the table, else by `NAME.ref.txt` beside the audio; `undefined` when there is
 * nothing for any of them.
 *
 * @throws WhisperBatchError `USAGE` for a table or text that cannot be read, and a named table that tells of no source
 */
export function findReferences(sources: readonly AudioSource[], places: ReferencePlaces): FoundReferences | undefined {
  const tables = tablePaths(places).map(openTable);
  const baseNames = countBaseNames(sources);
  const bySource = new Map<string, Reference>();
  for (const source of sources) {
    const isOnlyName = baseNames.get(basename(source.name)) === 1;
    const reference = referenceInTables(source, tables, isOnlyName) ?? referenceBeside(source);
    if (reference !== undefined) bySource.set(source.name, reference);
  }
  if (bySource.size > 0) return { tablePaths: tables.map(({ table }) => table.path), bySource };
  if (places.table === undefined) return undefined;
  throw noReferences(sources, places.table);
}

/** The error for sources of which none has a reference. */
export function noReferences(sources: readonly AudioSource[], table?: string): WhisperBatchError {
  const example = sources[0]?.name ?? 'NAME.wav';
  const where = table === undefined ? `in ${TABLE_NAME} of the audio folder or beside the audio` : `in ${table}`;
  const message = `Expected what was said in at least one of ${formatCount(sources.length, 'file')} ${where}, found nothing.`;
  const remedy = `Give --references FILE, a tab-separated table with the columns path, language and text and a row for "${example}", or write "${parse(example).name}.ref.txt" beside it.`;
  return new WhisperBatchError('USAGE', message, remedy);
}

function tablePaths({ table, paths }: ReferencePlaces): string[] {
  if (table !== undefined) return [table];
  return [...new Set(paths.map((path) => join(path, TABLE_NAME)))].filter(isFile);
}

function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

function countBaseNames(sources: readonly AudioSource[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of sources) counts.set(basename(name), (counts.get(basename(name)) ?? 0) + 1);
  return counts;
}

interface OpenTable {
  readonly table: ReferenceTable;
  /** References by absolute path: those in a table start from the table's folder. */
  readonly byAbsolutePath: ReadonlyMap<string, Reference>;
}

function openTable(path: string): OpenTable {
  const table = readReferenceTable(path);
  const folder = dirname(resolve(path));
  return {
    table,
    byAbsolutePath: new Map(Array.from(table.byPath, ([listed, one]) => [resolve(folder, listed), one])),
  };
}

function referenceInTables(
  { path, name }: AudioSource,
  tables: readonly OpenTable[],
  isOnlyName: boolean,
): Reference | undefined {
  const found = tables
    .map(({ table, byAbsolutePath }) => byAbsolutePath.get(path) ?? table.byPath.get(name))
    .find((reference) => reference !== undefined);
  if (found !== undefined || !isOnlyName) return found;
  // Of files with one name in two folders, nobody could tell which is meant; a name that is there once is enough.
  return tables.map(({ table }) => table.referenceOf(name)).find((reference) => reference !== undefined);
}

function referenceBeside({ path }: AudioSource): Reference | undefined {
  const { dir, name, base } = parse(path);
  const textPath = [base, name].map((stem) => join(dir, `${stem}.ref.txt`)).find((one) => existsSync(one));
  return textPath === undefined ? undefined : { text: readText(textPath), language: undefined };
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/u, '');
  } catch (error) {
    const message = `Expected a reference text in ${path}, but reading it failed: ${describeThrown(error)}.`;
    throw new WhisperBatchError('USAGE', message, 'Make the file readable, or remove it.', { cause: error });
  }
}
