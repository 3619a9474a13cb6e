import { describe, expect, it } from 'vitest';
import { readRunSummary } from '../../src/bench/read-run-summary.ts';
import { summaryRecord } from '../../src/output/summary-record.ts';
import { failedFile, fileWithLatency, runReport } from '../output/example-run.ts';

describe('readRunSummary', () => {
  it('reads what a run has written', () => {
    const report = runReport([fileWithLatency('a', 1), fileWithLatency('b', 3)]);
    expect(readRunSummary(JSON.parse(JSON.stringify(summaryRecord(report))), 5)).toEqual({
      audio: { fileCount: 2, audioSeconds: 20 },
      run: {
        throughputAudioSecondsPerSecond: 5,
        realTimeFactor: 0.2,
        latencySeconds: { p50: 2, p90: 2.8, p95: 2.9, max: 3 },
        cpuSecondsPerAudioSecond: 0.375,
        peakRssBytes: 943_718_400,
        cgroupPeakBytes: 5,
        modelLoadSeconds: 0.5,
        wallSeconds: 4,
        stageSeconds: { preprocess: 0.125, encode: 2, decoder: 1, queue: 0.5, detokenize: 0.0625 },
      },
    });
  });

  it('takes over how near the run came to the roofline', () => {
    const roofline = {
      encoder: { share: 0.75, bounded_by: 'compute' },
      decoder: { share: 0.5, bounded_by: 'bandwidth' },
      run: { share: 0.625, bounded_by: 'compute' },
    };
    const record = { ...summaryRecord(runReport([fileWithLatency('a', 1)])), roofline };
    expect(readRunSummary(record, undefined)?.run.boundShare).toEqual({
      encoder: 0.75,
      decoder: 0.5,
      total: 0.625,
      encoderBoundBy: 'compute',
      decoderBoundBy: 'bandwidth',
      boundBy: 'compute',
    });
  });

  it('finds no figures where nothing was transcribed', () => {
    expect(readRunSummary(summaryRecord(runReport([failedFile('a')])), undefined)).toBeUndefined();
    expect(readRunSummary([], undefined)).toBeUndefined();
  });
});
