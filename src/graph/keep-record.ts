import { randomUUID } from 'node:crypto';
import { renameSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Writes what the next start need not find out again, and says whether that was possible: as JSON, under a temporary
 * name that is renamed, so that another process never sees half of it.
 */
export function keepRecord(path: string, value: unknown): boolean {
  const temporary = `${path}.${String(process.pid)}.${randomUUID()}`;
  try {
    writeFileSync(temporary, JSON.stringify(value, undefined, 2), { flag: 'wx' });
    renameSync(temporary, path);
    return true;
  } catch {
    discard(temporary);
    return false;
  }
}

function discard(path: string): void {
  try {
    rmSync(path, { force: true });
  } catch {
    // Where it could not be made, there is nothing to remove.
  }
}
