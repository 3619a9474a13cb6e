import type { RunReport } from '../metrics/run-report.ts';
import { isFailed, isTranscribed, summarizeRun, type RunSummary } from '../metrics/summarize-run.ts';
import { writeFilesAtomically } from './atomic-write.ts';
import { html, type Html, type HtmlValue } from './html.ts';
import { plotFigure } from './plot-figure.ts';
import { formatBytes, formatClock, formatCount, formatFigure } from './quantities.ts';
import { facts, renderPage, section, tiles } from './report-page.ts';
import { fileTable, latencyPlot, stageTable } from './run-page-files.ts';
import { transcriptList } from './run-page-transcripts.ts';
import { configurationRecord } from './summary-record.ts';
import { describeConditions, describeTotals } from './summary-table.ts';

/**
 * Writes the page of a run, one file that needs no network.
 *
 * @param isChosen whether somebody named the file; a link that stands there is theirs then
 * @throws WhisperBatchError `OUTPUT_FAILED`
 */
export async function writeRunPage(report: RunReport, path: string, writtenAt: Date, isChosen = false): Promise<void> {
  await writeFilesAtomically([{ path, isChosen, text: renderRunPage(report, writtenAt) }]);
}

/** The page of a run: its figures, its files, their transcripts, and the conditions. */
export function renderRunPage(report: RunReport, writtenAt: Date): string {
  const summary = summarizeRun(report);
  return renderPage({
    title: 'Transcription report',
    lead: describeRun(report, summary),
    body: [
      mainFigures(report, summary),
      troubleSection(report, summary),
      filesSection(report, summary),
      transcriptSection(report),
      conditionsSection(report, summary),
    ],
    footer: `Written by whisper-batch ${report.machine.whisperBatchVersion} on ${formatTime(writtenAt)}.`,
  });
}

/** A moment in UTC, to the minute. */
export function formatTime(time: Date): string {
  return `${time.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

function describeRun({ configuration, wasCancelled }: RunReport, summary: RunSummary): string {
  const { fileCount, transcribedCount, totals } = summary;
  const end = wasCancelled ? ' The run was stopped before its end.' : '';
  const amount = `${String(transcribedCount)} of ${formatCount(fileCount, 'file')}`;
  return `${amount} transcribed with ${configuration.modelId}: ${formatClock(totals.audioSeconds)} of audio.${end}`;
}

function mainFigures(report: RunReport, { totals, latency }: RunSummary): Html {
  const { configuration } = report;
  return tiles([
    {
      label: 'Throughput',
      figure: `${formatFigure(totals.throughput, 2)} ×`,
      detail: 'audio-seconds per second',
    },
    {
      label: 'Wall time',
      figure: `${formatFigure(report.wallSeconds, 2)} s`,
      detail: `RTF ${formatFigure(totals.realTimeFactor, 4)}`,
    },
    {
      label: 'Latency, median',
      figure: latency.median === null ? '–' : `${formatFigure(latency.median, 2)} s`,
      detail: `p95 ${formatFigure(latency.p95, 2)} s`,
    },
    {
      label: 'Peak memory',
      figure: formatBytes(report.peakMemoryBytes),
      detail: `${formatCount(configuration.workers, 'worker')} × ${formatCount(configuration.threads, 'thread')}`,
    },
  ]);
}

function troubleSection({ outcomes, configuration }: RunReport, { tokenLimitWindows }: RunSummary): HtmlValue {
  const failures = outcomes
    .filter(isFailed)
    .map(({ source, error }) =>
      troubleBox('Failed', source.name, html`${error.message} ${remedyOf(error.remedy)}`, error.code),
    );
  const warnings = outcomes
    .filter(isTranscribed)
    .flatMap(({ source, warnings: texts }) => texts.map((text) => troubleBox('Warning', source.name, text)));
  const limits = tokenLimitWindows.map(({ file, startSeconds, endSeconds }) => {
    const time = `${formatClock(startSeconds)}–${formatClock(endSeconds)}`;
    const limit = formatCount(configuration.maxNewTokens, 'token');
    return troubleBox('Warning', file, `The text of ${time} may be cut short: it reached the limit of ${limit}.`);
  });
  const all = [...failures, ...warnings, ...limits];
  return all.length === 0 ? '' : section('Failures and warnings', all);
}

function troubleBox(kind: string, file: string, what: HtmlValue, code?: string): Html {
  return html`<div class="trouble">
    <p>
      <strong>${kind}:</strong>
      <bdi>${file}</bdi> ${code === undefined ? '' : html`(<code>${code}</code>)`}<br />${what}
    </p>
  </div> `;
}

function remedyOf(remedy: string): HtmlValue {
  return remedy === '' ? '' : html`<br />What to do: ${remedy}`;
}

function filesSection({ outcomes }: RunReport, summary: RunSummary): HtmlValue {
  const plot = latencyPlot(outcomes);
  return section(
    'Files',
    plot === undefined ? '' : plotFigure(plot),
    fileTable(outcomes),
    summary.transcribedCount === 0 ? '' : stageTable(summary),
  );
}

function transcriptSection({ outcomes }: RunReport): HtmlValue {
  const transcribed = outcomes.filter(isTranscribed);
  return transcribed.length === 0 ? '' : section('Transcripts', transcriptList(transcribed));
}

function conditionsSection(report: RunReport, summary: RunSummary): Html {
  const settings = Object.entries(configurationRecord(report.configuration));
  return section(
    'Conditions',
    facts({ ...describeTotals(report, summary), ...describeConditions(report.configuration, report.machine) }),
    html`<details>
      <summary>All settings</summary>
      ${facts(Object.fromEntries(settings.map(([name, value]) => [name, String(value)])))}
    </details>`,
  );
}
