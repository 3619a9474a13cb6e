import type { AudioSource } from '../audio/audio-source.ts';
import { refusedOutcome } from '../batch/refused-outcome.ts';
import type { FileOutcome, TranscribedFile } from '../metrics/outcome.ts';
import { transcriptPath, writeTranscript, type TranscriptTarget } from '../output/transcript-files.ts';
import { planTranscriptNames } from '../output/transcript-names.ts';

/** Writes the transcripts of a run under the names that are planned for its files. */
export interface TranscriptKeeper {
  /** Names the transcripts of all files there are. */
  plan(sources: readonly AudioSource[]): void;
  /** Where all of them belong. */
  paths(): string[];
  /**
   * Writes the transcript of one file.
   *
   * @throws WhisperBatchError as `writeTranscript`
   */
  keep(outcome: TranscribedFile): Promise<void>;
  /**
   * Puts back the transcripts of finished files that are missing or were changed, and gives what has become of the
   * files. Once the signal is aborted, the rest is left to the next run: thousands may be missing.
   *
   * @throws WhisperBatchError `OUTPUT_FAILED`
   */
  putBack(outcomes: readonly TranscribedFile[], signal: AbortSignal): Promise<FileOutcome[]>;
}

/** A keeper for one run. */
export function createTranscriptKeeper(target: Omit<TranscriptTarget, 'name'>): TranscriptKeeper {
  let names: ReadonlyMap<string, string> = new Map();
  const pathsOf = (name: string) => target.formats.map((format) => transcriptPath({ ...target, name }, format));
  const keep = async (outcome: TranscribedFile): Promise<void> => {
    const name = names.get(outcome.source.name);
    if (name !== undefined) await writeTranscript(outcome, { ...target, name });
  };
  const keepOrRefuse = async (outcome: TranscribedFile): Promise<FileOutcome> => {
    try {
      await keep(outcome);
      return outcome;
    } catch (error) {
      return refusedOutcome(outcome.source, error);
    }
  };
  return {
    plan: (sources) => {
      names = planTranscriptNames(sources);
    },
    paths: () => Array.from(names.values(), pathsOf).flat(),
    keep,
    putBack: async (outcomes, signal) => {
      const kept: FileOutcome[] = [];
      for (const outcome of outcomes) kept.push(signal.aborted ? outcome : await keepOrRefuse(outcome));
      return kept;
    },
  };
}
