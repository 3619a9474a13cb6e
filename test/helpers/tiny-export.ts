import { join } from 'node:path';
import { openCheckpoint, type Checkpoint } from '../../src/graph/checkpoint.ts';
import { exportOptimum } from '../../src/graph/export-optimum.ts';
import { temporaryFolder } from './temporary-folder.ts';
import { writeTinyCheckpoint } from './tiny-checkpoint.ts';

/** A tiny network in both layouts. */
export interface TinyModel {
  readonly checkpointFolder: string;
  readonly optimumFolder: string;
}

/** Writes the tiny checkpoint and its Optimum export to a folder that is removed after the tests of the file. */
export async function writeTinyModel(): Promise<TinyModel> {
  const folder = temporaryFolder();
  const checkpointFolder = join(folder, 'checkpoint');
  writeTinyCheckpoint(checkpointFolder);
  return { checkpointFolder, optimumFolder: await exportOptimum(checkpointFolder, join(folder, 'optimum')) };
}

/** The tiny checkpoint, opened. */
export function openTinyCheckpoint(): Checkpoint {
  const folder = temporaryFolder();
  writeTinyCheckpoint(folder);
  return openCheckpoint(folder);
}
