import { join } from 'node:path';
import { writeFilesAtomically } from '../output/atomic-write.ts';
import { plotFile } from '../output/plot-figure.ts';
import { renderSweepPage } from './sweep-page.ts';
import { sweepPlots } from './sweep-plots.ts';
import type { SweepResult } from './sweep-result.ts';

/** Where the page of a sweep and its plots lie. */
export interface SweepReportPaths {
  readonly page: string;
  readonly plots: readonly string[];
}

/**
 * Writes `report.html` and `plots/*.svg` below a folder, all or none, and gives their paths.
 *
 * @throws WhisperBatchError `OUTPUT_FAILED`
 */
export async function writeSweepReport(result: SweepResult, folder: string): Promise<SweepReportPaths> {
  const plots = sweepPlots(result);
  const page = { path: join(folder, 'report.html'), text: renderSweepPage(result, plots) };
  const files = plots.map((plot) => ({ path: join(folder, 'plots', `${plot.name}.svg`), text: plotFile(plot) }));
  await writeFilesAtomically([page, ...files]);
  return { page: page.path, plots: files.map(({ path }) => path) };
}
