import { existsSync } from 'node:fs';
import { readdir, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { WhisperBatchError } from '../errors.ts';
import { makeFolder } from '../make-folder.ts';
import { isTemporaryName, requireWritable } from './atomic-write.ts';
import type { LockWait } from './await-renewal.ts';
import { checkConfined } from './confined-path.ts';
import { lockFolder, type FolderLock } from './folder-lock.ts';
import { outputError } from './output-error.ts';
import { requireNoPipe } from './require-plain-file.ts';

/** The folder that a run writes to, held by this run alone. */
export interface ResultsFolder {
  /**
   * Makes and locks the folder, and removes what a run left half-written that was killed.
   *
   * @throws WhisperBatchError `OUTPUT_FAILED` when something cannot be written, or another run is at work there;
   *   `OUTPUT_REFUSED` when a link leads from there out of the folder above; `CANCELLED` as {@link lockFolder}
   */
  open(wait?: LockWait): Promise<void>;
  /**
   * Looks whether the folder is still there.
   *
   * @throws WhisperBatchError `OUTPUT_FAILED` once it has been removed or its disk taken away
   */
  requireThere(): Promise<void>;
  /** Gives it free, if it was opened; a folder that was made for this run and is empty is removed. */
  close(): Promise<void>;
}

const GIVE_ANOTHER = 'give another path for this file';

/**
 * The folder of a run in the output folder, to be opened once it is known that there is something to do.
 *
 * @param files what will be written, also elsewhere: looked at when it is opened and not after hours of work
 */
export function createResultsFolder(folder: string, files: readonly string[]): ResultsFolder {
  let newFolders: readonly string[] = [];
  let lock: FolderLock | undefined;
  return {
    open: async (wait) => {
      newFolders = missingFolders(resolve(folder));
      await makeFolder(folder).catch((error: unknown) => {
        throw outputError(folder, error);
      });
      // The output folder may itself be a link: somebody named it.
      await checkConfined(dirname(folder), folder);
      lock = await lockFolder(folder, wait);
      await removeTemporary(folder);
      for (const path of files) {
        const isElsewhere = dirname(path) !== folder;
        // Elsewhere somebody asked for it, and somebody may read it.
        if (!isElsewhere) await requireNoPipe(path);
        await requireWritable({ path, isChosen: isElsewhere }, isElsewhere ? GIVE_ANOTHER : undefined);
      }
    },
    requireThere: async () => {
      if (lock && !(await lock.isHeld())) throw vanished(folder);
    },
    close: async () => {
      await lock?.release();
      for (const empty of newFolders) await rmdir(empty).catch(() => undefined);
    },
  };
}

// Innermost first.
function missingFolders(folder: string): string[] {
  return existsSync(folder) || dirname(folder) === folder ? [] : [folder, ...missingFolders(dirname(folder))];
}

async function removeTemporary(folder: string): Promise<void> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) {
    const path = join(folder, entry.name);
    // Links are not followed: where they lead, another run may be at work.
    if (entry.isDirectory()) await removeTemporary(path);
    // The lock says that nobody is writing it; if it cannot be removed, it is in nobody's way either.
    else if (isTemporaryName(entry.name)) await rm(path, { force: true }).catch(() => undefined);
  }
}

function vanished(folder: string): WhisperBatchError {
  return new WhisperBatchError(
    'OUTPUT_FAILED',
    `Expected to write to ${folder}, but the folder was removed or replaced while the run was under way.`,
    'Bring it back (a disk may have been taken away), or choose another one with --out-dir, and run again.',
  );
}
