import { describe, expect, it } from 'vitest';
import type { RunReport } from '../../src/metrics/run-report.ts';
import { summarizeRun } from '../../src/metrics/summarize-run.ts';
import { displayWidth } from '../../src/output/display-text.ts';
import { formatSummaryTable } from '../../src/output/summary-table.ts';
import { exampleRoofline, failedFile, fileWithLatency, runReport } from './example-run.ts';

describe('formatSummaryTable', () => {
  it('shows the spread over files, the totals, and the conditions they hold for', async () => {
    const report = runReport([fileWithLatency('a', 1), fileWithLatency('b', 3), failedFile('c')]);
    const table = formatSummaryTable(report, summarizeRun(report), { columns: 80, useColor: false });
    await expect(`${table}\n`).toMatchFileSnapshot('../golden/summary-table.txt');
  });

  it('shows no speed where earlier runs had transcribed everything, and whose work it is elsewhere', () => {
    const earlier = { ...fileWithLatency('a', 1), takenOver: { audioSeconds: 10, windowCount: 1 } };
    const show = (report: RunReport) =>
      formatSummaryTable(report, summarizeRun(report), { columns: 100, useColor: false });
    const idle = show(runReport([earlier], { wallSeconds: 0 }));
    expect(idle).toMatch(/│ Wall time {3}│ none: nothing was left to do +│/);
    expect(idle).toMatch(/│ Split {7}│ no workers were started +│/);
    const mixed = show(runReport([earlier, fileWithLatency('b', 1)], { wallSeconds: 4 }));
    expect(mixed).toMatch(/│ Wall time {3}│ 4\.00 s \(RTF 0\.4000\), for 1 window of this run +│/);
  });

  it('fits 80 columns with the longest figures and paths', () => {
    const report = runReport([fileWithLatency('a', 98_765.4321), fileWithLatency('b', 1234.5)]);
    const configuration = { ...report.configuration, modelFolder: `/home/${'someone/'.repeat(20)}model` };
    const long = { ...report, configuration, wallSeconds: 123_456.789, peakMemoryBytes: 2 ** 38 };
    const lines = formatSummaryTable(long, summarizeRun(long), { columns: 80, useColor: false }).split('\n');
    expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(80);
  });

  it('says how near the run came to what the machine can do, where that is known', () => {
    const report = runReport([fileWithLatency('a', 1)], { roofline: exampleRoofline() });
    const table = formatSummaryTable(report, summarizeRun(report), { columns: 140, useColor: false });
    expect(table).toMatch(
      /│ Bound {7}│ at least 2\.00 s on this machine, 50 % of the wall time; encoder 88 % of peak compute, decoder 50 % of peak bandwidth +│/,
    );
    const unmeasured = { ...exampleRoofline(), decoder: { ...exampleRoofline().decoder, share: null } };
    expect(
      formatSummaryTable({ ...report, roofline: unmeasured }, summarizeRun(report), { columns: 140, useColor: false }),
    ).toContain('decoder – of peak bandwidth');
  });
});
