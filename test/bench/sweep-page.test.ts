import { describe, expect, it } from 'vitest';
import { renderSweepPage } from '../../src/bench/sweep-page.ts';
import { sweepPlots } from '../../src/bench/sweep-plots.ts';
import { exampleSweep } from './example-sweep.ts';
import { wideSweep } from './example-wide-sweep.ts';

describe('renderSweepPage', () => {
  const sweep = wideSweep();
  const page = renderSweepPage(sweep, sweepPlots(sweep));

  it('says first what it recommends and how to run it', () => {
    expect(page).toContain('<dd>4×1 b16 <small>workers × threads, batch size</small></dd>');
    expect(page).toContain('whisper-batch run --workers 4 --threads 1 --batch-size 16 --allow-spinning ');
  });

  it('has the plots, the points, the machine and the conditions', () => {
    for (const heading of ['Plots', 'Points', 'Conditions']) expect(page).toContain(`<h2>${heading}</h2>`);
    expect(page.match(/<svg /g)).toHaveLength(10);
    expect(page).toContain('5 files, 3:42, in audio');
    expect(page).toContain('2026-01-02 03:04 UTC');
    expect(page).toContain('AMD EPYC 9654 96-Core Processor');
    expect(page).toContain('101.5 GFLOP/s on one core, 398.2 on 4');
  });

  it('refers to nothing outside and escapes what failed points say', () => {
    expect(page.replace(/ xmlns(:xlink)?="http:[^"]+"/g, '')).not.toMatch(/https?:|<link|@import/);
    expect(page).not.toContain('<script');
    expect(page).toContain('It said &lt;script&gt;');
  });

  it('is a page without figures too', () => {
    const { points, ...rest } = exampleSweep();
    const failed = points.filter(({ median }) => median === undefined);
    const empty = renderSweepPage({ ...rest, points: failed, recommendedId: undefined }, []);
    expect(empty).toContain('No point has figures.');
    expect(empty).not.toMatch(/NaN|undefined|<svg/);
  });
});
