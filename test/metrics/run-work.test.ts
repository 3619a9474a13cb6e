import { describe, expect, it } from 'vitest';
import { runWork } from '../../src/metrics/run-work.ts';
import { failedFile, runReport, transcribedFile } from '../output/example-run.ts';

describe('runWork', () => {
  it('sums over the transcribed files and takes runs of the decoder to be full where they were not counted', () => {
    const files = [transcribedFile('a', { windowCount: 3, decoderRows: 75 }), failedFile('b'), transcribedFile('c')];
    expect(runWork(runReport(files))).toEqual({
      windows: 4,
      audioSeconds: 20,
      rowSteps: 80,
      steps: 10,
      encodeSeconds: 2,
      decoderSeconds: 1,
      wallSeconds: 4,
      threads: 1,
      projection: 'screened',
    });
  });

  it('takes the runs of the decoder as they were counted', () => {
    const file = transcribedFile('a');
    const counted = { ...file, timings: { ...file.timings, decoderSteps: 2.5 } };
    expect(runWork(runReport([counted])).steps).toBe(2.5);
  });

  it.each([{ timestamps: true }, { modelLayout: 'optimum' as const }])('expects all logits with %j', (changes) => {
    const report = runReport([]);
    const configuration = { ...report.configuration, ...changes };
    expect(runWork({ ...report, configuration }).projection).toBe('full');
  });
});
