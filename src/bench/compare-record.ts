import { errorRate, type EditCounts } from '../metrics/edit-counts.ts';
import type { SampleSummary } from '../metrics/statistics.ts';
import { formatCsv, type CsvField } from '../output/csv.ts';
import { JSON_SCHEMA_VERSION } from '../output/json-document.ts';
import { formatJson } from '../output/results-files.ts';
import { formatDiff, PLAIN_MARKS } from './compare-diff.ts';
import type { ComparedProgram, Comparison, ProgramPair } from './compare-results.ts';

type Figures = Readonly<Record<string, CsvField>>;

/** One row for each program, figures unrounded; fields are empty where nothing is known. */
export function comparisonCsv(comparison: Comparison): string {
  const rows = comparison.programs.map((program) => programFigures(program, comparison));
  return formatCsv(
    Object.keys(rows[0] ?? {}),
    rows.map((row) => Object.values(row)),
  );
}

/** The one document of `--json`. */
export function comparisonJson(comparison: Comparison): string {
  return formatJson({
    schema_version: JSON_SCHEMA_VERSION,
    baseline: comparison.baseline,
    normalizers: comparison.normalizers,
    references: comparison.referencesPath,
    common_files: comparison.commonFiles,
    programs_without_files: comparison.silentPrograms,
    partial_files: comparison.partialFiles.map(({ file, missingIn }) => ({ file, missing_in: missingIn })),
    files_without_reference: comparison.filesWithoutReference,
    programs: comparison.programs.map((program) => programFigures(program, comparison)),
    pairs: comparison.pairs.map(pairRecord),
    differences: comparison.differences.map(({ file, program, stretches }) => ({
      file,
      program,
      diff: formatDiff(stretches, PLAIN_MARKS),
    })),
  });
}

function programFigures(program: ComparedProgram, { commonFiles, pairs, baseline }: Comparison): Figures {
  const { folder, errors } = program;
  const fromBaseline = pairs.find(({ reference, heard }) => reference === baseline && heard === folder.name);
  return {
    program: folder.name,
    folder: folder.path,
    common_files: commonFiles.length,
    ...spread('latency', 's', program.latency),
    ...spread('rtf', '', program.realTimeFactor),
    throughput_audio_s_per_s: program.throughput,
    speed_up: program.speedUp,
    latency_speed_up: program.latencySpeedUp,
    peak_memory_bytes: folder.peakMemoryBytes,
    ...editFigures('wer', errors?.words ?? null),
    cer: errors === null ? null : errorRate(errors.characters),
    wer_from_baseline: fromBaseline === undefined ? null : errorRate(fromBaseline.errors.words),
    cer_from_baseline: fromBaseline === undefined ? null : errorRate(fromBaseline.errors.characters),
    settings: folder.settings,
    cpu_model: folder.cpuModel,
  };
}

function spread(quantity: string, unit: string, { median, p95 }: SampleSummary): Figures {
  const suffix = unit === '' ? '' : `_${unit}`;
  return { [`${quantity}_median${suffix}`]: median, [`${quantity}_p95${suffix}`]: p95 };
}

function editFigures(rateName: string, counts: EditCounts | null): Figures {
  return {
    [rateName]: counts === null ? null : errorRate(counts),
    substitutions: counts?.substitutions ?? null,
    deletions: counts?.deletions ?? null,
    insertions: counts?.insertions ?? null,
    reference_words: counts?.referenceLength ?? null,
  };
}

function pairRecord({ reference, heard, errors }: ProgramPair): Figures {
  return { reference, heard, ...editFigures('wer', errors.words), cer: errorRate(errors.characters) };
}
