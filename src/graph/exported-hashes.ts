import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { errorsOf, throwTogether } from '../model-errors.ts';
import { areHashedFiles, hasSameTimes, type HashedFile } from './checkpoint-hashes.ts';
import { compiledParents } from './compiled-cache.ts';
import { checkExternalData, externalLocations } from './external-data.ts';
import { keepRecord } from './keep-record.ts';
import { OPTIMUM_FILES } from './optimum-layout.ts';
import { checkPublished, hashModelFiles } from './published-hashes.ts';

/** Remembers the hashes of an ONNX export, where compiled graphs of a checkpoint would lie. */
const RECORD_FILE = 'export-hashes.json';

/**
 * Hashes of an ONNX export's configuration, its graphs and the files that these take weights from, compared with its
 * `SHA256SUMS` where there is one. They are remembered as long as the files do not change, and compared each time.
 *
 * @param companions further files to be compared, if they are there
 * @throws WhisperBatchError `MODEL_DAMAGED` naming every graph that is none, or every file whose hash differs,
 *   `MODEL_UNSAFE` when weights lie outside the folder
 */
export async function hashExport(
  modelFolder: string,
  companions: readonly string[] = [],
): Promise<readonly HashedFile[]> {
  const names = exportedFiles(modelFolder);
  const known = compiledParents(modelFolder)
    .map(readRecord)
    .find((record) => isPresent(modelFolder, record, names));
  if (known) {
    await checkPublished(modelFolder, companions, known);
    return known;
  }
  // All that is listed is looked at here.
  const files = await hashModelFiles(modelFolder, names);
  remember(modelFolder, files);
  return files;
}

function exportedFiles(folder: string): readonly string[] {
  const graphs = OPTIMUM_FILES.filter((name) => existsSync(join(folder, name)));
  throwTogether(graphs.flatMap((name) => errorsOf(() => checkExternalData(join(folder, name)))));
  const weights = graphs.flatMap((name) => externalLocations(join(folder, name)));
  // What is missing is told when the graphs are opened.
  return [...new Set(['config.json', ...graphs, ...weights])].filter((name) => existsSync(join(folder, name))).sort();
}

/** Whether a record is of these files as they are; where they were copied, all are hashed again. */
function isPresent(
  modelFolder: string,
  known: readonly HashedFile[] | undefined,
  names: readonly string[],
): known is readonly HashedFile[] {
  if (known?.length !== names.length) return false;
  return known.every((file, index) => file.name === names[index] && hasSameTimes(modelFolder, file));
}

function readRecord(parent: string): readonly HashedFile[] | undefined {
  try {
    const files: unknown = JSON.parse(readFileSync(join(parent, RECORD_FILE), 'utf8'));
    return areHashedFiles(files) ? files : undefined;
  } catch {
    // Missing or damaged: the files are hashed again.
    return undefined;
  }
}

function remember(modelFolder: string, files: readonly HashedFile[]): void {
  // Read-only: the next place is tried; where none can be written to, every start hashes.
  compiledParents(modelFolder).some((parent) => {
    makeParent(parent);
    return keepRecord(join(parent, RECORD_FILE), files);
  });
}

function makeParent(parent: string): void {
  try {
    mkdirSync(parent, { recursive: true });
  } catch {
    // Then nothing can be kept there.
  }
}
