import { RESAMPLES, type RateInterval } from '../metrics/bootstrap.ts';
import { errorRate, hitCount, type EditCounts } from '../metrics/edit-counts.ts';
import type { CorpusErrors, Evaluation } from '../metrics/evaluate-texts.ts';
import { runsPerHundredJoins, SEAM_SECONDS, type SeamReport } from '../metrics/seam-errors.ts';
import type { TextErrors } from '../metrics/text-errors.ts';
import { formatCsv, type CsvField } from './csv.ts';

/** An evaluation as it goes to disk, snake_case. */
export type EvaluationRecord = Readonly<Record<string, unknown>>;

type Figures = Readonly<Record<string, CsvField>>;

/** The errors of a run as its summary holds them: all files together, and by language. */
export function accuracyRecord({ corpus, languages, ...context }: Evaluation): EvaluationRecord {
  return {
    ...corpusFigures(corpus),
    languages: languages.map(({ language, normalizer, ...errors }) => ({
      language,
      normalizer,
      ...corpusFigures(errors),
      drawn: errors.drawn,
    })),
    files_without_reference: context.filesWithoutReference.length,
    failed_files: context.failedFiles.length,
    references: context.referenceTables,
    bootstrap: { confidence: 0.95, resamples: RESAMPLES, drawn: corpus.drawn },
  };
}

/** A whole evaluation as it stands in `evaluation.json`. */
export function evaluationRecord(evaluation: Evaluation): EvaluationRecord {
  return {
    ...accuracyRecord(evaluation),
    per_file: evaluation.files.map(({ file, language, errors }) => ({ file, language, ...errorFigures(errors) })),
    files_without_reference: evaluation.filesWithoutReference,
    failed_files: evaluation.failedFiles,
    ...(evaluation.seams === undefined ? {} : { seams: seamRecord(evaluation.seams) }),
  };
}

/** `evaluation.csv`: a row for the corpus, for each language and for each file, the worst file first. */
export function evaluationCsv(evaluation: Evaluation): string {
  const rows: Figures[] = [
    { scope: 'corpus', ...corpusFigures(evaluation.corpus) },
    ...evaluation.languages.map(({ language, ...rest }) => ({ scope: 'language', language, ...corpusFigures(rest) })),
    ...evaluation.files.map(({ file, language, errors }) => ({
      scope: 'file',
      file,
      language,
      status: 'judged',
      files: 1,
      ...errorFigures(errors),
    })),
    ...evaluation.filesWithoutReference.map((file) => ({ scope: 'file', file, status: 'no reference' })),
    ...evaluation.failedFiles.map((file) => ({ scope: 'file', file, status: 'failed' })),
  ];
  const columns = ['scope', 'file', 'language', 'status', ...Object.keys(corpusFigures(evaluation.corpus))];
  return formatCsv(
    columns,
    rows.map((row) => columns.map((column) => row[column] ?? null)),
  );
}

function corpusFigures({ fileCount, wordInterval, characterInterval, ...errors }: CorpusErrors): Figures {
  return {
    files: fileCount,
    ...errorFigures(errors),
    ...intervalFigures('wer', wordInterval),
    ...intervalFigures('cer', characterInterval),
  };
}

function errorFigures({ words, characters }: TextErrors): Figures {
  return {
    wer: errorRate(words),
    cer: errorRate(characters),
    ...countFigures('', 'words', words),
    ...countFigures('character_', 'characters', characters),
  };
}

function countFigures(prefix: string, unit: string, counts: EditCounts): Figures {
  return {
    [`reference_${unit}`]: counts.referenceLength,
    [`${prefix}hits`]: hitCount(counts),
    [`${prefix}substitutions`]: counts.substitutions,
    [`${prefix}deletions`]: counts.deletions,
    [`${prefix}insertions`]: counts.insertions,
  };
}

function intervalFigures(rate: string, interval: RateInterval | null): Figures {
  return { [`${rate}_low`]: interval?.low ?? null, [`${rate}_high`]: interval?.high ?? null };
}

function seamRecord(seams: SeamReport): EvaluationRecord {
  return {
    joins: seams.joinCount,
    seam_seconds: SEAM_SECONDS,
    near_joins: { wer: errorRate(seams.nearJoins), ...countFigures('', 'words', seams.nearJoins) },
    elsewhere: { wer: errorRate(seams.elsewhere), ...countFigures('', 'words', seams.elsewhere) },
    duplicated_runs_per_100_joins: runsPerHundredJoins(seams, 'duplicated'),
    lost_runs_per_100_joins: runsPerHundredJoins(seams, 'lost'),
    runs: seams.runs.map(({ kind, file, seconds, isAtJoin, words }) => ({
      kind,
      file,
      at_s: Number(seconds.toFixed(3)),
      at_join: isAtJoin,
      words: words.join(' '),
    })),
  };
}
