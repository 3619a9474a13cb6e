import { existsSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, parse, resolve } from 'node:path';
import type { AudioSource } from '../audio/audio-source.ts';
import { describeThrown, WhisperBatchError } from '../errors.ts';
import { formatCount } from '../output/quantities.ts';
import { pathKey, readReferenceTable, type Reference, type ReferenceTable } from './reference-table.ts';

/** What was said in some files. */
export interface FoundReferences {
  /** Tables that were looked into. */
  readonly tablePaths: readonly string[];
  /** References by the name of the source; at least one. */
  readonly bySource: ReadonlyMap<string, Reference>;
}

/** Where references may be. */
export interface ReferencePlaces {
  /** The table that was named; without it, `references.tsv` in the folders among `paths` and beside audio is taken. */
  readonly table: string | undefined;
  /** What is transcribed: files, folders and globs. */
  readonly paths: readonly string[];
}

const TABLE_NAME = 'references.tsv';
/** What is said in a hundred hours has some six million letters. */
const MOST_TEXT_BYTES = 64e6;

/**
 * What was said in the sources: by the table, else by `NAME.ref.txt` beside the audio; `undefined` when there is
 * nothing for any of them.
 *
 * @throws WhisperBatchError `USAGE` for a table or text that cannot be read, and a named table that tells of no source
 */
export function findReferences(sources: readonly AudioSource[], places: ReferencePlaces): FoundReferences | undefined {
  const tables = openTables(sources, places);
  const fromTables = referencesInTables(sources, tables);
  // Texts beside the audio must not hide that the table is another one than was meant.
  if (places.table !== undefined && fromTables.size === 0) throw noReferences(sources, places.table);
  const bySource = new Map<string, Reference>();
  for (const source of sources) {
    const reference = fromTables.get(source.name) ?? referenceBeside(source);
    if (reference !== undefined) bySource.set(source.name, reference);
  }
  if (bySource.size === 0) return undefined;
  return { tablePaths: tables.map(({ table }) => table.path), bySource };
}

/** The error for sources of which none has a reference. */
export function noReferences(sources: readonly AudioSource[], table?: string): WhisperBatchError {
  const example = sources[0]?.name ?? 'NAME.wav';
  const where = table === undefined ? `in ${TABLE_NAME} of the audio folder or beside the audio` : `in ${table}`;
  const message = `Expected what was said in at least one of ${formatCount(sources.length, 'file')} ${where}, found nothing.`;
  const textName = `"${parse(example).name}.ref.txt"`;
  const otherwise =
    table === undefined ? `write ${textName} beside it` : `leave --references out and have ${textName} beside it`;
  const remedy = `Give --references FILE, a tab-separated table with the columns path, language and text and a row for "${example}", or ${otherwise}.`;
  return new WhisperBatchError('USAGE', message, remedy);
}

function openTables(sources: readonly AudioSource[], { table, paths }: ReferencePlaces): OpenTable[] {
  if (table !== undefined) return [openTable(table, true)];
  const inFolders = tablesIn(paths);
  const known = new Set(inFolders.map((path) => resolve(path)));
  const beside = tablesIn(sources.map(({ path }) => dirname(path))).filter((path) => !known.has(resolve(path)));
  return [...inFolders.map((path) => openTable(path, true)), ...beside.map((path) => openTable(path, false))];
}

function tablesIn(folders: readonly string[]): string[] {
  const paths = [...new Set(folders)].map((folder) => join(folder, TABLE_NAME));
  return paths.filter(isFile);
}

/** Whether a path can be read without waiting: opening a pipe would wait for whoever writes into it. */
export function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}

function referencesInTables(sources: readonly AudioSource[], tables: readonly OpenTable[]): Map<string, Reference> {
  const baseNames = countBaseNames(sources);
  const bySource = new Map<string, Reference>();
  for (const source of sources) {
    const isOnlyName = baseNames.get(basename(source.name)) === 1;
    const reference = referenceInTables(source, tables, isOnlyName);
    if (reference !== undefined) bySource.set(source.name, reference);
  }
  return bySource;
}

function countBaseNames(sources: readonly AudioSource[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { name } of sources) counts.set(basename(name), (counts.get(basename(name)) ?? 0) + 1);
  return counts;
}

interface OpenTable {
  readonly table: ReferenceTable;
  /** References by absolute path, see `pathKey`: those in a table start from its folder or the current one. */
  readonly byAbsolutePath: ReadonlyMap<string, Reference>;
  /** A table beside some audio tells of its own folder only; another may also list names, or paths from elsewhere. */
  readonly hasNames: boolean;
}

function openTable(path: string, hasNames: boolean): OpenTable {
  const table = readReferenceTable(path);
  const pathsFrom = (folder: string) =>
    Array.from(table.byPath, ([listed, reference]) => [pathKey(resolve(folder, listed)), reference] as const);
  // Those from the table's folder come last and so count first.
  const absolute = [...(hasNames ? pathsFrom(process.cwd()) : []), ...pathsFrom(dirname(resolve(path)))];
  return { table, byAbsolutePath: new Map(absolute), hasNames };
}

function referenceInTables(
  { path, name }: AudioSource,
  tables: readonly OpenTable[],
  isOnlyName: boolean,
): Reference | undefined {
  const byPath = firstOf(tables, ({ byAbsolutePath }) => byAbsolutePath.get(pathKey(path)));
  if (byPath !== undefined) return byPath;
  const named = tables.filter(({ hasNames }) => hasNames);
  const byName = firstOf(named, ({ table }) => table.byPath.get(pathKey(name)));
  if (byName !== undefined || !isOnlyName) return byName;
  // Of files with one name in two folders, nobody could tell which is meant; a name that is there once is enough.
  return firstOf(named, ({ table }) => table.referenceOf(name));
}

function firstOf(
  tables: readonly OpenTable[],
  referenceIn: (table: OpenTable) => Reference | undefined,
): Reference | undefined {
  return tables.map(referenceIn).find((reference) => reference !== undefined);
}

function referenceBeside({ path }: AudioSource): Reference | undefined {
  const { dir, name, base } = parse(path);
  const textPath = [base, name].map((stem) => join(dir, `${stem}.ref.txt`)).find(isFile);
  return textPath === undefined ? undefined : { text: readText(textPath), language: undefined };
}

function readText(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > MOST_TEXT_BYTES) throw new Error(`it has ${String(size)} bytes`);
    return readFileSync(path, 'utf8').replace(/^\uFEFF/u, '');
  } catch (error) {
    const message = `Expected a reference text in ${path}, but reading it failed: ${describeThrown(error)}.`;
    throw new WhisperBatchError('USAGE', message, 'Make the file readable, or remove it.', { cause: error });
  }
}
