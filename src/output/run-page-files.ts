import type { FileOutcome, TranscribedFile } from '../metrics/outcome.ts';
import type { SampleSummary } from '../metrics/statistics.ts';
import { fileRealTimeFactor, isTranscribed, type RunSummary } from '../metrics/summarize-run.ts';
import { countWords } from '../stitch/words.ts';
import { barPlot } from './bar-plot.ts';
import type { Html } from './html.ts';
import type { Plot } from './plot-figure.ts';
import { formatClock, formatCount, formatFigure } from './quantities.ts';
import { htmlTable, type HtmlRow } from './report-page.ts';

/** Bars beyond this are left out; the table has every file. */
const MOST_BARS = 30;

/** The latency of every file, or of the slowest; `undefined` when no file was transcribed. */
export function latencyPlot(outcomes: readonly FileOutcome[]): Plot | undefined {
  const transcribed = outcomes.filter(isTranscribed);
  if (transcribed.length === 0) return undefined;
  const slowest = new Set(
    transcribed.toSorted((left, right) => latencyOf(right) - latencyOf(left)).slice(0, MOST_BARS),
  );
  const shown = transcribed.filter((file) => slowest.has(file));
  const which = shown.length < transcribed.length ? `the ${formatCount(shown.length, 'slowest file')}` : 'each file';
  return barPlot({
    name: 'latency',
    title: 'Latency',
    caption: `Seconds from opening to the finished transcript of ${which}. Files share workers, so latencies overlap.`,
    description: `Bars for ${formatCount(shown.length, 'file')}; the table below has the same figures.`,
    axisTitle: 'Seconds',
    seriesNames: ['Latency'],
    isStacked: false,
    rows: shown.map((file) => ({
      label: file.source.name,
      values: [latencyOf(file)],
      endLabels: [`${formatFigure(latencyOf(file), 2)} s`],
    })),
  });
}

/** A row for each file in input order; failed ones say why. */
export function fileTable(outcomes: readonly FileOutcome[]): Html {
  return htmlTable({
    caption: 'Every file, in input order; times in seconds, stages summed over windows',
    columns: ['File', 'Audio', 'Latency', 'RTF', 'Words', 'Windows', 'Load', 'Encoder', 'Decoder', 'To text', 'Queue'],
    rows: outcomes.map(fileRow),
  });
}

/** The spread of latency, RTF and stages over the files. */
export function stageTable({ latency, realTimeFactor, breakdown }: RunSummary): Html {
  return htmlTable({
    caption: 'Spread over the files, seconds unless said otherwise',
    columns: ['Per file', 'Min', 'Mean', 'Median', 'p90', 'p95', 'Max'],
    rows: [
      spreadRow('Latency', latency, 3),
      spreadRow('RTF (no unit)', realTimeFactor, 4),
      spreadRow('Load', breakdown.load, 3),
      spreadRow('Preprocess', breakdown.preprocess, 3),
      spreadRow('Encoder', breakdown.encode, 3),
      spreadRow('Decoder', breakdown.decoder, 3),
      spreadRow('To text', breakdown.detokenize, 3),
      spreadRow('Queue', breakdown.queue, 3),
    ],
  });
}

function latencyOf({ timings }: TranscribedFile): number {
  return timings.endToEndSeconds;
}

function fileRow(outcome: FileOutcome): HtmlRow {
  const head = outcome.source.name;
  if (outcome.kind === 'failed') {
    return { head, cells: [], spanning: `FAILED ${outcome.error.code}: ${outcome.error.message}` };
  }
  const { durationSeconds, transcript, windowCount, timings } = outcome;
  const { loadSeconds, encodeSeconds, decoderSeconds, detokenizeSeconds, queueSeconds } = timings;
  const stages = [loadSeconds, encodeSeconds, decoderSeconds, detokenizeSeconds, queueSeconds];
  const cells = [
    formatClock(durationSeconds),
    formatFigure(latencyOf(outcome), 3),
    formatFigure(fileRealTimeFactor(outcome), 4),
    countWords(transcript.text),
    windowCount,
    ...stages.map((seconds) => formatFigure(seconds, 3)),
  ];
  return { head, cells };
}

function spreadRow(head: string, { min, mean, median, p90, p95, max }: SampleSummary, digits: number): HtmlRow {
  return { head, cells: [min, mean, median, p90, p95, max].map((value) => formatFigure(value, digits)) };
}
