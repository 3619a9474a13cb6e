import { writeFileSync } from 'node:fs';
import { readWindows } from '../../src/audio/read-windows.ts';
import { toErrorRecord } from '../../src/errors.ts';
import { mutateBytes } from './mutate-bytes.ts';

/** What became of one mutated file: read, refused with a code, or a defect of the program. */
export type FuzzOutcome =
  | { readonly kind: 'read'; readonly hasWarning: boolean }
  | { readonly kind: 'refused'; readonly code: string }
  | { readonly kind: 'defect'; readonly message: string };

const PLAN = { windowSeconds: 30, overlapSeconds: undefined } as const;

/** Writes mutation `seed` of a file to `path` and reads it as a run would. */
export async function readMutated(original: Uint8Array, seed: number, path: string): Promise<FuzzOutcome> {
  writeFileSync(path, mutateBytes(original, seed));
  try {
    const reader = readWindows(path, PLAN);
    for (let next = await reader.next(); ; next = await reader.next()) {
      if (next.done === true) return { kind: 'read', hasWarning: next.value.warnings.length > 0 };
      const damaged = next.value.samples.findIndex((sample) => !Number.isFinite(sample));
      if (damaged >= 0) return { kind: 'defect', message: `sample ${String(damaged)} is not finite` };
    }
  } catch (error) {
    const { code, message, remedy } = toErrorRecord(error);
    if (code !== 'INTERNAL' && message !== '' && remedy !== '') return { kind: 'refused', code };
    return { kind: 'defect', message: error instanceof Error ? (error.stack ?? message) : message };
  }
}
