import type { AudioSource } from '../audio/audio-source.ts';
import { findReferences, noReferences, type FoundReferences } from '../bench/find-references.ts';
import { WhisperBatchError } from '../errors.ts';
import type { RunReport } from '../metrics/run-report.ts';
import { sanitizeText } from '../output/display-text.ts';

/** How the texts of a run are judged. */
export interface JudgeFlags {
  readonly references?: string;
  readonly quiet?: boolean;
  /** Whether a run without any reference is refused. */
  readonly needsReferences?: boolean;
  readonly seams?: boolean;
}

/** Finds references before a run starts, and counts the errors of its texts when it has ended. */
export interface RunJudge {
  /**
   * Gives the tables that tell of the sources.
   *
   * @throws WhisperBatchError `USAGE` for references that cannot be read, and where none are found although they were
   *   asked for
   */
  readonly lookFor: (sources: readonly AudioSource[]) => readonly string[];
  /** Loads what judging needs, so that the end has not to wait for it. */
  readonly prepare: () => Promise<void>;
  readonly judge: (report: RunReport) => Promise<RunReport>;
}

/** The judge of a run over the given paths. */
export function createRunJudge(paths: readonly string[], flags: JudgeFlags): RunJudge {
  let references: FoundReferences | undefined;
  return {
    lookFor: (sources) => {
      references = lookForReferences(sources, paths, flags);
      return references?.tablePaths ?? [];
    },
    prepare: async () => {
      if (references !== undefined) await loadJudging();
    },
    judge: async (report) => {
      if (references === undefined) return report;
      const { judgeRun, judgeSeams } = await loadJudging();
      const judged = judgeRun(report, references);
      return flags.seams ? judgeSeams(judged, references) : judged;
    },
  };
}

// Loaded while windows are decoded, and not at all where there is nothing to judge.
function loadJudging() {
  return import('../bench/judge-run.ts');
}

/** A mistake in references that nobody asked for is no reason not to transcribe. */
function lookForReferences(
  sources: readonly AudioSource[],
  paths: readonly string[],
  { references: table, needsReferences = false, quiet = false }: JudgeFlags,
): FoundReferences | undefined {
  try {
    const found = findReferences(sources, { table, paths });
    if (found === undefined && needsReferences) throw noReferences(sources);
    return found;
  } catch (error) {
    if (table !== undefined || needsReferences || !(error instanceof WhisperBatchError)) throw error;
    if (!quiet) process.stderr.write(`warning: texts are not judged: ${sanitizeText(error.message)}\n`);
    return undefined;
  }
}
