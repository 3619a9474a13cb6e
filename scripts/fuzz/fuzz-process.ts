/** The process that reads mutated files for fuzz-audio.ts, which may kill it at any time. */
import { join } from 'node:path';
import { readMutated, type FuzzOutcome } from './read-mutated.ts';
import { seedClip } from './seed-clips.ts';

/** What the process is asked to read: mutations `from` up to, and without, `to`. */
export interface FuzzTask {
  readonly format: string;
  readonly from: number;
  readonly to: number;
  readonly folder: string;
}

/** Sent before each mutation is read, and after. */
export type FuzzMessage =
  | { readonly kind: 'reading'; readonly seed: number }
  | { readonly kind: 'done'; readonly seed: number; readonly outcome: FuzzOutcome; readonly peakBytes: number }
  | { readonly kind: 'finished' };

process.once('message', (task: FuzzTask) => {
  void readAll(task);
});

async function readAll({ format, from, to, folder }: FuzzTask): Promise<void> {
  const original = await seedClip(format);
  const path = join(folder, `mutated-${String(process.pid)}`);
  for (let seed = from; seed < to; seed++) {
    send({ kind: 'reading', seed });
    const outcome = await readMutated(original, seed, path);
    send({ kind: 'done', seed, outcome, peakBytes: process.resourceUsage().maxRSS * 1024 });
  }
  send({ kind: 'finished' });
  process.disconnect();
}

function send(message: FuzzMessage): void {
  process.send?.(message);
}
