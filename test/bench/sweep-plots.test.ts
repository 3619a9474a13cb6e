import { describe, expect, it } from 'vitest';
import { PLOT_NAMES, sweepPlots } from '../../src/bench/sweep-plots.ts';
import { plotFigure } from '../../src/output/plot-figure.ts';
import { exampleSweep } from './example-sweep.ts';
import { wideSweep } from './example-wide-sweep.ts';

describe('sweepPlots', () => {
  it('has every plot that the figures allow', () => {
    const names = ['throughput-latency', 'speed-up', 'memory', 'stages'];
    expect(sweepPlots(wideSweep()).map(({ name }) => name)).toEqual([...names, 'roofline']);
    expect(PLOT_NAMES).toEqual([...names, 'roofline']);
    expect(sweepPlots(exampleSweep()).map(({ name }) => name)).toEqual(names);
    expect(sweepPlots({ ...exampleSweep(), points: [] })).toEqual([]);
  });

  it('shows the memory of each point and marks the recommended one in words', () => {
    const memory = sweepPlots(exampleSweep()).find(({ name }) => name === 'memory')!;
    const { markup } = plotFigure(memory);
    expect(markup).toContain('>1.25 GiB</text>');
    expect(markup).toContain('>900 MiB</text>');
    expect(markup).toContain('>★ ');
    expect(memory.caption).toMatch(/^All points, the fastest first/);
  });

  it('shows the 12 fastest of many, and says so', () => {
    const memory = sweepPlots(wideSweep()).find(({ name }) => name === 'memory')!;
    expect(memory.caption).toMatch(/^The 12 fastest of \d+ points, the fastest first/);
  });
});
