import { readdir, rm } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { writeFilesAtomically } from '../output/atomic-write.ts';
import { plotFile } from '../output/plot-figure.ts';
import { renderSweepPage } from './sweep-page.ts';
import { PLOT_NAMES, sweepPlots } from './sweep-plots.ts';
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
  await removeOthers(join(folder, 'plots'), new Set(files.map(({ path }) => basename(path))));
  return { page: page.path, plots: files.map(({ path }) => path) };
}

/** Plots of an earlier sweep that this one does not have would be taken for its own. */
async function removeOthers(folder: string, names: ReadonlySet<string>): Promise<void> {
  const found = await readdir(folder).catch(() => []);
  const plotFiles = PLOT_NAMES.map((name) => `${name}.svg`);
  const others = found.filter((name) => plotFiles.includes(name) && !names.has(name));
  await Promise.all(others.map((name) => rm(join(folder, name), { force: true })));
}
