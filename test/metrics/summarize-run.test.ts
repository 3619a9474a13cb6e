import { describe, expect, it } from 'vitest';
import { summarizeRun } from '../../src/metrics/summarize-run.ts';
import { failedFile, fileWithLatency, runReport, transcribedFile } from '../output/example-run.ts';

describe('summarizeRun', () => {
  it('makes figures of the transcribed files and counts the failed ones', () => {
    const summary = summarizeRun(runReport([fileWithLatency('a', 1), failedFile('b'), fileWithLatency('c', 3)]));
    expect(summary).toMatchObject({ fileCount: 3, transcribedCount: 2, failedCount: 1 });
    expect(summary.latency).toEqual({ min: 1, mean: 2, median: 2, p90: 2.8, p95: 2.9, max: 3 });
    expect(summary.realTimeFactor).toMatchObject({ min: 0.1, mean: 0.2, max: 0.3 });
    expect(summary.breakdown.modelOnly.max).toBe(1.5);
    expect(summary.breakdown.detokenize.max).toBe(0.03125);
    expect(summary.totals).toEqual({
      audioSeconds: 20,
      wallSeconds: 4,
      throughput: 5,
      realTimeFactor: 0.2,
      wordCount: 4,
      windowCount: 2,
      takenOver: { fileCount: 0, audioSeconds: 0, windowCount: 0 },
    });
  });

  it('counts for the speed of a run only what it did itself', () => {
    const takenOver = { audioSeconds: 10, windowCount: 1 };
    const files = [{ ...fileWithLatency('a', 1), takenOver }, fileWithLatency('b', 1), fileWithLatency('c', 1)];
    expect(summarizeRun(runReport(files)).totals).toMatchObject({
      audioSeconds: 30,
      throughput: 5,
      realTimeFactor: 0.2,
      takenOver: { fileCount: 1, audioSeconds: 10, windowCount: 1 },
    });
    const half = { ...fileWithLatency('d', 1), windowCount: 2, takenOver };
    expect(summarizeRun(runReport([half])).totals.takenOver.fileCount).toBe(0);
  });

  it('names the windows that reached the token limit', () => {
    const file = transcribedFile('long.wav');
    const [window] = file.transcript.windows;
    if (window === undefined) throw new Error('the example has a window');
    const windows = [window, { ...window, startSeconds: 10, endSeconds: 40, reachedTokenLimit: true }];
    const report = runReport([{ ...file, transcript: { ...file.transcript, windows } }]);
    expect(summarizeRun(report).tokenLimitWindows).toEqual([{ file: 'long.wav', startSeconds: 10, endSeconds: 40 }]);
  });

  it('has no figures for a run without a transcribed file', () => {
    const { latency, totals } = summarizeRun(runReport([failedFile('a')]));
    expect(latency.p95).toBeNull();
    expect(totals).toMatchObject({ audioSeconds: 0, throughput: 0, realTimeFactor: null });
  });
});
