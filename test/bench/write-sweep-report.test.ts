import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { writeSweepReport } from '../../src/bench/write-sweep-report.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { exampleSweep } from './example-sweep.ts';

describe('writeSweepReport', () => {
  it('writes the page and a file for each plot', async () => {
    const folder = temporaryFolder();
    const paths = await writeSweepReport(exampleSweep(), folder);
    expect(paths).toEqual({
      page: join(folder, 'report.html'),
      plots: ['throughput-latency', 'speed-up', 'memory', 'stages'].map((name) => join(folder, 'plots', `${name}.svg`)),
    });
    expect(readFileSync(paths.page, 'utf8')).toContain('<h1>Sweep report</h1>');
    for (const plot of paths.plots) expect(readFileSync(plot, 'utf8')).toMatch(/^<svg [\s\S]*<\/svg>\n$/);
  });

  it('leaves no plot of an earlier sweep that this one does not have, and files that are not its own', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'plots'));
    for (const name of ['roofline.svg', 'mine.svg']) writeFileSync(join(folder, 'plots', name), 'earlier');
    const { plots } = await writeSweepReport(exampleSweep(), folder);
    expect(readdirSync(join(folder, 'plots')).sort()).toEqual(
      [...plots.map((path) => basename(path)), 'mine.svg'].sort(),
    );
  });
});
