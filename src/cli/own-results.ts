import { join } from 'node:path';
import type { AudioSource } from '../audio/audio-source.ts';
import { JOURNAL_FILE } from '../batch/run-journal.ts';
import { LOCK_FILE } from '../output/folder-lock.ts';
import { requireOwnPlaces, type ChosenFile, type KnownFile } from '../output/own-places.ts';
import { resultPaths, transcriptFolder, type RunFlags } from './run-options.ts';

/** What is known of a run once its recordings are found. */
export interface RunFiles {
  readonly sources: readonly AudioSource[];
  /** Tables of references that were read. */
  readonly tables: readonly string[];
  /** Gives where transcripts will be written. */
  readonly transcripts: () => readonly string[];
}

/**
 * Checks that results whose files were named are not written over each other, what else the options name, or what a run
 * keeps in its folder.
 *
 * @param ending what another command writes there besides
 * @throws WhisperBatchError `USAGE`
 */
export function requireOwnResults(flags: RunFlags, ending?: { readonly files: readonly string[] }): void {
  const folder = transcriptFolder(flags);
  requireOwnPlaces(chosenFiles(flags), [
    ...given(flags.references, 'the table of references'),
    ...given(flags.tokenizerJson, 'the tokenizer'),
    { path: join(folder, JOURNAL_FILE), what: 'the journal of the results folder' },
    { path: join(folder, LOCK_FILE), what: 'the lock of the results folder' },
    ...[...defaultFiles(flags), ...(ending?.files ?? [])].map((path) => ({ path, what: 'another result of this run' })),
  ]);
}

/**
 * Checks that results whose files were named are not written over what a run reads, nor over its transcripts.
 *
 * @throws WhisperBatchError `USAGE`
 */
export function requireNoRunFiles(flags: RunFlags, files: RunFiles): void {
  const chosen = chosenFiles(flags);
  if (chosen.length > 0) requireOwnPlaces(chosen, knownFiles(files));
}

/** The results whose files were named, with their options. */
export function chosenFiles({ outCsv, outJson, outSummaryJson, report }: RunFlags): ChosenFile[] {
  const named: Readonly<Record<string, string | true | undefined>> = {
    '--out-csv': outCsv,
    '--out-json': outJson,
    '--out-summary-json': outSummaryJson,
    '--report': report,
  };
  return Object.entries(named).flatMap(([option, path]) => (typeof path === 'string' ? { option, path } : []));
}

function defaultFiles(flags: RunFlags): string[] {
  const { csv, json, summaryJson, report = [] } = resultPaths(flags);
  return [
    flags.outCsv === undefined ? csv : [],
    flags.outJson === undefined ? json : [],
    flags.outSummaryJson === undefined ? summaryJson : [],
    flags.report === true ? report : [],
  ].flat();
}

function* knownFiles({ sources, tables, transcripts }: RunFiles): Generator<KnownFile, void> {
  for (const { path } of sources) yield { path, what: 'a recording to be transcribed' };
  for (const path of tables) yield { path, what: 'a table of references' };
  for (const path of transcripts()) yield { path, what: 'a transcript of this run' };
}

function given(path: string | undefined, what: string): KnownFile[] {
  return path === undefined ? [] : [{ path, what }];
}
