import { evaluateTexts } from '../metrics/evaluate-texts.ts';
import { judgedLanguage, type JudgedText } from '../metrics/judged-text.ts';
import { normalizerFor } from '../metrics/normalize-text.ts';
import type { FileOutcome, TranscribedFile } from '../metrics/outcome.ts';
import type { RunReport } from '../metrics/run-report.ts';
import { countSeamErrors, type JoinedText } from '../metrics/seam-errors.ts';
import { isFailed, isTranscribed } from '../metrics/summarize-run.ts';
import { momentsOfTranscript } from './transcript-moments.ts';
import type { FoundReferences } from './find-references.ts';

/** The report with the errors of its texts, file by file and all together. */
export function judgeRun(report: RunReport, references: FoundReferences): RunReport {
  const { bySource, tablePaths } = references;
  const transcribed = report.outcomes.filter(isTranscribed);
  const isJudged = ({ source }: TranscribedFile): boolean => bySource.has(source.name);
  const accuracy = evaluateTexts(
    transcribed.filter(isJudged).map((file) => judgedText(file, references, report)),
    {
      filesWithoutReference: transcribed.filter((file) => !isJudged(file)).map(({ source }) => source.name),
      failedFiles: report.outcomes.filter(isFailed).map(({ source }) => source.name),
      referenceTables: tablePaths,
    },
  );
  const errorsOf = new Map(accuracy.files.map(({ file, errors }) => [file, errors]));
  const withErrors = (outcome: FileOutcome): FileOutcome => {
    const errors = errorsOf.get(outcome.source.name);
    return outcome.kind === 'transcribed' && errors !== undefined ? { ...outcome, errors } : outcome;
  };
  return { ...report, outcomes: report.outcomes.map(withErrors), accuracy };
}

/** A judged report with the errors near the joins of its windows apart from the rest. */
export function judgeSeams(report: RunReport, references: FoundReferences): RunReport {
  if (report.accuracy === undefined) return report;
  const joined = report.outcomes
    .filter(isTranscribed)
    .filter(({ source }) => references.bySource.has(source.name))
    .map((file): JoinedText => ({ ...judgedText(file, references, report), ...momentsOfTranscript(file) }));
  return { ...report, accuracy: { ...report.accuracy, seams: countSeamErrors(joined) } };
}

function judgedText(
  { source, transcript }: TranscribedFile,
  { bySource }: FoundReferences,
  { configuration }: RunReport,
): JudgedText {
  const reference = bySource.get(source.name);
  const language = judgedLanguage(reference?.language, transcript.language?.code, configuration.language);
  return {
    file: source.name,
    language,
    normalizer: normalizerFor(language, configuration.task),
    reference: reference?.text ?? '',
    heard: transcript.text,
  };
}
