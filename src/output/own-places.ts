import { statSync } from 'node:fs';
import { WhisperBatchError } from '../errors.ts';
import { isOpenFile, realPlace } from './real-place.ts';

/** A file that a run reads or writes. */
export interface KnownFile {
  readonly path: string;
  /** What it is, e.g. `the journal of this folder`. */
  readonly what: string;
}

/** A file whose path somebody chose. */
export interface ChosenFile {
  readonly path: string;
  /** Chosen with it, e.g. `--out-csv`. */
  readonly option: string;
}

/**
 * Checks that chosen files are written over none of the known ones and not over each other, whatever links lead there;
 * devices and pipes may be written to twice.
 *
 * @throws WhisperBatchError `USAGE`
 */
export function requireOwnPlaces(chosen: readonly ChosenFile[], known: Iterable<KnownFile>): void {
  const byPlace = new Map<string, ChosenFile>();
  for (const file of chosen) {
    const place = realPlace(file.path);
    const other = byPlace.get(place);
    if (other) throw notItsOwn(file, `the file of ${other.option}`);
    if (isReplaced(place)) byPlace.set(place, file);
  }
  // Of a hundred thousand files, links need not be followed for nothing.
  if (byPlace.size === 0) return;
  for (const { path, what } of known) {
    const file = byPlace.get(realPlace(path));
    if (file) throw notItsOwn(file, what);
  }
}

function isReplaced(place: string): boolean {
  if (isOpenFile(place)) return false;
  return statSync(place, { throwIfNoEntry: false })?.isFile() ?? true;
}

function notItsOwn({ path, option }: ChosenFile, what: string): WhisperBatchError {
  const message = `Expected ${option} to name a file of its own, found ${path}, which is ${what}.`;
  return new WhisperBatchError('USAGE', message, `Give ${option} another path.`);
}
