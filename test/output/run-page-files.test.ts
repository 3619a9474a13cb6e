import { describe, expect, it } from 'vitest';
import { summarizeRun } from '../../src/metrics/summarize-run.ts';
import { plotFigure } from '../../src/output/plot-figure.ts';
import { fileTable, latencyPlot, stageTable } from '../../src/output/run-page-files.ts';
import { failedFile, fileWithLatency, runReport, transcribedFile } from './example-run.ts';

describe('latencyPlot', () => {
  it('shows every file that was transcribed', () => {
    const { markup } = plotFigure(latencyPlot([fileWithLatency('a.wav', 1.25), failedFile('b.wav')])!);
    expect(markup).toContain('>a.wav</text>');
    expect(markup).toContain('>1.25 s</text>');
    expect(markup).not.toContain('b.wav');
    expect(latencyPlot([failedFile('b.wav')])).toBeUndefined();
  });

  it('shows the 30 slowest of many, in input order, and says so', () => {
    const files = Array.from({ length: 40 }, (_, index) => fileWithLatency(`f${String(index)}.wav`, 1 + index));
    const plot = latencyPlot(files)!;
    expect(plot.caption).toContain('of the 30 slowest files.');
    const { markup } = plotFigure(plot);
    expect(markup).not.toContain('>f9.wav<');
    expect(markup.indexOf('>f10.wav<')).toBeLessThan(markup.indexOf('>f39.wav<'));
  });
});

describe('fileTable', () => {
  it('has a row for each file with its stages, or with why it failed', () => {
    const { markup } = fileTable([transcribedFile('a.wav'), failedFile('b.wav')]);
    const cells = ['0:10.0', '2.000', '0.2000', '2', '1', '0.125', '1.000', '0.500', '0.031', '0.250'];
    expect(markup).toContain(`<bdi>a.wav</bdi></th>${cells.map((cell) => `<td>${cell}</td>`).join('')}`);
    expect(markup).toContain('FAILED AUDIO_INVALID: Expected audio in b.wav, found text.');
  });
});

describe('stageTable', () => {
  it('has the spread of every stage', () => {
    const { markup } = stageTable(summarizeRun(runReport([fileWithLatency('a', 1), fileWithLatency('b', 3)])));
    const spread = ['1.000', '2.000', '2.000', '2.800', '2.900', '3.000'];
    expect(markup).toContain(`<bdi>Latency</bdi></th>${spread.map((cell) => `<td>${cell}</td>`).join('')}`);
    for (const stage of ['Load', 'Preprocess', 'Encoder', 'Decoder', 'To text', 'Queue']) {
      expect(markup).toContain(`<bdi>${stage}</bdi>`);
    }
  });
});
