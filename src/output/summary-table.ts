import type { Evaluation } from '../metrics/evaluate-texts.ts';
import type { Bound, RunRoofline } from '../metrics/roofline.ts';
import type { MachineDescription, RunConfiguration, RunReport } from '../metrics/run-report.ts';
import type { SampleSummary } from '../metrics/statistics.ts';
import type { RunSummary } from '../metrics/summarize-run.ts';
import { sanitizeText, wrapText } from './display-text.ts';
import { formatErrorRate } from './edit-cells.ts';
import { formatBytes, formatClock, formatCount, formatFigure } from './quantities.ts';
import { renderTable, tableFrameWidth } from './tables.ts';
import type { TableRow, TerminalStyle } from './tables.ts';

const STATISTICS_HEAD = ['Per file', 'min', 'mean', 'median', 'p90', 'p95', 'max'] as const;
const LABEL_COLUMNS = 12;

/** The figures of a run in two tables: the spread over its files, and the totals with the conditions they hold for. */
export function formatSummaryTable(report: RunReport, summary: RunSummary, style: TerminalStyle): string {
  return [formatStatistics(summary), formatTotals(report, summary, style)].join('\n');
}

function formatStatistics({ latency, realTimeFactor, breakdown }: RunSummary): string {
  const rows = [
    statisticsRow('Latency s', latency, 3),
    statisticsRow('RTF', realTimeFactor, 4),
    statisticsRow('Load s', breakdown.load, 3),
    statisticsRow('Preprocess s', breakdown.preprocess, 3),
    statisticsRow('Encoder s', breakdown.encode, 3),
    statisticsRow('Decoder s', breakdown.decoder, 3),
    statisticsRow('To text s', breakdown.detokenize, 3),
    statisticsRow('Queue s', breakdown.queue, 3),
  ];
  return renderTable({ head: STATISTICS_HEAD, rows });
}

function statisticsRow(label: string, { min, mean, median, p90, p95, max }: SampleSummary, digits: number): TableRow {
  const figures = [min, mean, median, p90, p95, max].map((value) => formatFigure(value, digits));
  return { kind: 'cells', cells: [label, ...figures] };
}

function formatTotals(report: RunReport, summary: RunSummary, style: TerminalStyle): string {
  const valueColumns = Math.max(20, style.columns - tableFrameWidth(2) - LABEL_COLUMNS);
  const conditions = describeConditions(report.configuration, report.machine);
  const pairs = { ...describeTotals(report, summary), ...conditions, ...describeIdleRun(summary) };
  const rows = Object.entries(pairs).map(([label, value]): TableRow => {
    const lines = wrapText(sanitizeText(value), valueColumns);
    return { kind: 'cells', cells: [label, lines.join('\n')] };
  });
  return renderTable({ head: [], rows, alignAllLeft: true });
}

/** What takes the place of figures where earlier runs had transcribed everything. */
function describeIdleRun({ transcribedCount, failedCount, totals }: RunSummary): Record<string, string> {
  const isIdle = transcribedCount > 0 && failedCount === 0 && totals.takenOver.fileCount === transcribedCount;
  if (!isIdle) return {};
  const none = 'none: nothing was left to do';
  return { 'Wall time': none, Throughput: none, Start: 'no model was opened', Split: 'no workers were started' };
}

/** The totals of a run in words, by name. */
export function describeTotals(report: RunReport, { totals, ...summary }: RunSummary): Record<string, string> {
  const { wallSeconds, modelLoadSeconds, warmupSeconds, peakMemoryBytes, cpuSeconds } = report;
  const failed = summary.failedCount === 0 ? '' : `, ${String(summary.failedCount)} FAILED`;
  const earlier = totals.takenOver.fileCount;
  const takenOver = earlier === 0 ? '' : `, ${String(earlier)} of them by an earlier run`;
  const ownWindows = totals.windowCount - totals.takenOver.windowCount;
  const ownPart = earlier === 0 ? '' : `, for ${formatCount(ownWindows, 'window')} of this run`;
  const speed = `${formatFigure(totals.throughput, 2)} audio-seconds per second`;
  return {
    Files: `${String(summary.transcribedCount)} of ${String(summary.fileCount)} transcribed${takenOver}${failed}`,
    Audio: `${formatClock(totals.audioSeconds)} in ${formatCount(totals.windowCount, 'window')}, ${formatCount(totals.wordCount, 'word')}`,
    'Wall time': `${wallSeconds.toFixed(2)} s (RTF ${formatFigure(totals.realTimeFactor, 4)})${ownPart}`,
    Throughput: speed,
    ...boundPart(report),
    ...(report.accuracy ? { Errors: describeErrors(report.accuracy) } : {}),
    'CPU time': `${cpuSeconds.toFixed(2)} s, the whole process`,
    'Peak memory': formatBytes(peakMemoryBytes),
    Start: `model load ${modelLoadSeconds.toFixed(2)} s, warm-up ${warmupSeconds.toFixed(2)} s (not part of the above)`,
  };
}

function describeErrors({ corpus }: Evaluation): string {
  const { words, characters, fileCount } = corpus;
  return `WER ${formatErrorRate(words)} %, CER ${formatErrorRate(characters)} %; ${formatCount(fileCount, 'file')}, ${formatCount(words.referenceLength, 'reference word')}`;
}

function boundPart({ roofline, isUncalibrated = false }: RunReport): Readonly<Record<string, string>> {
  if (roofline) return { Bound: describeBound(roofline) };
  return isUncalibrated ? { Bound: 'not known here; `whisper-batch calibrate` measures this machine in 10 s' } : {};
}

// How near the run comes to what the machine can do, and what each stage waits for.
function describeBound({ encoder, decoder, run }: RunRoofline): string {
  const reach = ({ share }: Bound): string => (share === null ? '–' : `${(100 * share).toFixed(0)} %`);
  const stages = Object.entries({ encoder, decoder });
  const parts = stages.map(([name, bound]) => `${name} ${reach(bound)} of peak ${bound.boundedBy}`);
  return `at least ${run.boundSeconds.toFixed(2)} s on this machine, ${reach(run)} of the wall time; ${parts.join(', ')}`;
}

/** The settings and the machine of a run in words, by name. */
export function describeConditions(
  configuration: RunConfiguration,
  machine: MachineDescription,
): Record<string, string> {
  const { workers, threads, batchSize, coreBudget, windowSeconds, overlapSeconds } = configuration;
  const overlap = overlapSeconds === undefined ? 'cut at pauses' : `${String(overlapSeconds)} s overlap`;
  const origin = configuration.profile === undefined ? '' : `, from the profile ${configuration.profile}`;
  const lowered = configuration.memory?.note === undefined ? '' : ', lowered to fit into memory';
  const { precision, modelLayout, language, task } = configuration;
  return {
    Split: `${formatCount(workers, 'worker')} × ${formatCount(threads, 'thread')}, ${formatCount(coreBudget, 'core')}, batches of ${String(batchSize)}${origin}${lowered}`,
    Windows: `at most ${String(windowSeconds)} s, ${overlap}, at most ${String(configuration.maxNewTokens)} tokens each`,
    Model: `${configuration.modelId}, ${precision}, ${modelLayout} in ${configuration.modelFolder}`,
    Task: `${task}, language ${language}, timestamps ${configuration.timestamps ? 'on' : 'off'}`,
    ...describeMachineInWords(machine),
  };
}

/** A machine and the versions on it in words, by name. */
export function describeMachineInWords(machine: MachineDescription): Record<string, string> {
  return {
    Machine: `${machine.cpuModel}, ${formatCount(machine.logicalCores, 'core')}, ${formatBytes(machine.memoryBytes)}`,
    System: `${machine.platform}, ${machine.kernel}`,
    Versions: `whisper-batch ${machine.whisperBatchVersion}, Node ${machine.nodeVersion}, ONNX Runtime ${machine.onnxRuntimeVersion}`,
  };
}
