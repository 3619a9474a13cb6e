import { existsSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import type { AudioSource } from '../audio/audio-source.ts';
import { evaluateTexts, type Evaluation } from '../metrics/evaluate-texts.ts';
import { judgedLanguage, type JudgedText } from '../metrics/judged-text.ts';
import { normalizerFor } from '../metrics/normalize-text.ts';
import { countSeamErrors } from '../metrics/seam-errors.ts';
import type { ReportedFile, ResultFolder } from './compare-folder.ts';
import type { FoundReferences } from './find-references.ts';
import { readTimedTranscripts } from './read-timed-transcripts.ts';
import { momentsOfTranscript } from './transcript-moments.ts';

/** The sources of a finished run: by the names in its results, where they lie below the paths it was given. */
export function sourcesOfFolder({ files, failedFiles }: ResultFolder, paths: readonly string[]): AudioSource[] {
  const folders = paths.map((path) => (isFolder(path) ? path : dirname(path)));
  return [...files.keys(), ...failedFiles].map((name) => {
    const places = folders.map((folder) => resolve(folder, name));
    // Audio need not be there any more; a table tells what was said in it all the same.
    return { name, path: places.find((place) => existsSync(place)) ?? places[0] ?? resolve(name) };
  });
}

/**
 * The errors of the texts that a run left in a folder; with `withSeams`, those near joins apart as well.
 *
 * @throws WhisperBatchError `USAGE` when joins are asked for and the run did not write where they are
 */
export function judgeFolder(folder: ResultFolder, references: FoundReferences, withSeams: boolean): Evaluation {
  const { bySource, tablePaths } = references;
  const texts = [...folder.files.values()].flatMap((file) => judgedText(file, folder, references) ?? []);
  const evaluation = evaluateTexts(texts, {
    filesWithoutReference: [...folder.files.keys()].filter((name) => !bySource.has(name)),
    failedFiles: folder.failedFiles,
    referenceTables: tablePaths,
  });
  if (!withSeams) return evaluation;
  const names = [...folder.files.keys(), ...folder.failedFiles];
  const timed = readTimedTranscripts(join(folder.path, 'benchmarks'), names, new Set(bySource.keys()));
  const joined = texts.flatMap((text) => {
    const transcript = timed.get(text.file);
    return transcript === undefined ? [] : [{ ...text, ...momentsOfTranscript(transcript) }];
  });
  return { ...evaluation, seams: countSeamErrors(joined) };
}

function isFolder(path: string): boolean {
  return existsSync(path) && statSync(path).isDirectory();
}

function judgedText(file: ReportedFile, folder: ResultFolder, { bySource }: FoundReferences): JudgedText | undefined {
  const reference = bySource.get(file.file);
  if (reference === undefined) return undefined;
  const language = judgedLanguage(reference.language, file.language, folder.language ?? 'en');
  const normalizer = normalizerFor(language, folder.task);
  return { file: file.file, language, normalizer, reference: reference.text, heard: file.text };
}
