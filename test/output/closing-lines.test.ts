import { describe, expect, it } from 'vitest';
import { summarizeRun } from '../../src/metrics/summarize-run.ts';
import type { RunReport } from '../../src/metrics/run-report.ts';
import { formatClosingLines, formatWarnings } from '../../src/output/closing-lines.ts';
import { failedFile, runReport, transcribedFile } from './example-run.ts';

const plain = { columns: 80, useColor: false };
const paths = { csv: 'results/a.csv', json: 'results/a.json', summaryJson: 'results/sum.json' };

function close(report: RunReport): string[] {
  return formatClosingLines({ report, summary: summarizeRun(report), paths }, plain).split('\n');
}

describe('formatClosingLines', () => {
  it('ends as the program before it did', () => {
    const lines = close(runReport([transcribedFile('a.wav')]));
    expect(lines.slice(0, 4)).toEqual(['DONE', 'Config used:', '{', '  "workers": 2,']);
    expect(lines.slice(-4)).toEqual([
      'Per-file CSV: results/a.csv',
      'Per-file JSON: results/a.json',
      'Summary JSON: results/sum.json',
      'End-to-end p95(s): 2.000000',
    ]);
  });

  it('says where transcripts lie when formats were asked for', () => {
    const report = runReport([transcribedFile('a.wav')]);
    const transcripts = 'results/benchmarks (srt, vtt)';
    const end = { report, summary: summarizeRun(report), paths: { ...paths, transcripts } };
    expect(formatClosingLines(end, plain).split('\n').at(-2)).toBe('Transcripts: results/benchmarks (srt, vtt)');
  });

  it('says when files failed, or the run was cancelled', () => {
    expect(close(runReport([failedFile('a.wav')]))[0]).toBe('DONE, but 1 of 1 file FAILED');
    expect(close(runReport([failedFile('a.wav')])).at(-1)).toBe('Summary JSON: results/sum.json');
    expect(close(runReport([transcribedFile('a.wav')], { wasCancelled: true }))[0]).toBe('CANCELLED after 1 file');
  });
});

describe('formatWarnings', () => {
  it('is empty when there is nothing to warn of', () => {
    const report = runReport([transcribedFile('a.wav')]);
    expect(formatWarnings(report, summarizeRun(report), plain)).toBe('');
  });

  it('names what the files warned of and the windows cut short', () => {
    const file = transcribedFile('a.wav', { warnings: ['It ends early.'] });
    const windows = file.transcript.windows.map((window) => ({ ...window, endSeconds: 90, reachedTokenLimit: true }));
    const report = runReport([{ ...file, transcript: { ...file.transcript, windows } }]);
    expect(formatWarnings(report, summarizeRun(report), { columns: 120, useColor: false }).split('\n')).toEqual([
      'warning: a.wav: It ends early.',
      'warning: a.wav: the text of 0:00.0–1:30 may be cut short, it reached the limit of 444 tokens',
    ]);
  });

  it('prints ten of a kind and counts the rest', () => {
    const warnings = Array.from({ length: 12 }, (_, index) => `Warning ${String(index)}.`);
    const report = runReport([transcribedFile('a.wav', { warnings })]);
    const lines = formatWarnings(report, summarizeRun(report), plain).split('\n');
    expect(lines).toHaveLength(11);
    expect(lines.at(-1)).toBe('warning: 2 more warnings of this kind in the result files');
  });
});
