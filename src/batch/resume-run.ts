import type { AudioSource } from '../audio/audio-source.ts';
import { ensureCompiled } from './ensure-compiled.ts';
import { NO_MEMORY } from './file-memory.ts';
import { runKey } from './run-key.ts';
import { openRunJournal, type RunJournal } from './run-journal.ts';
import { resolveSettings } from './transcriber-settings.ts';
import type { TranscriberOptions } from './transcriber.ts';

/** A run that knows what earlier ones have done. */
export type ResumedRun = RunJournal;

export interface ResumeOptions extends TranscriberOptions {
  readonly journalFolder?: string;
  readonly force?: boolean;
}

const WITHOUT_JOURNAL: ResumedRun = {
  finished: new Map(),
  openMemory: () => Promise.resolve(NO_MEMORY),
  keepFile: () => Promise.resolve(),
  close: () => Promise.resolve(),
};

/**
 * Opens the journal of a run's results folder and finds what of the run is done already.
 *
 * @throws WhisperBatchError `USAGE`, `MODEL_…`, `COMPILE_FAILED`, `OUTPUT_FAILED`
 */
export async function resumeRun(sources: readonly AudioSource[], options: ResumeOptions): Promise<ResumedRun> {
  const { journalFolder: folder, force = false, onPhase = () => undefined } = options;
  if (folder === undefined) return WITHOUT_JOURNAL;
  const settings = resolveSettings(options);
  const run = await runKey(settings, await ensureCompiled(settings.model, onPhase, options.signal));
  return openRunJournal({ folder, run, sources, startsAnew: force, mostSeconds: settings.maxDurationSeconds });
}
