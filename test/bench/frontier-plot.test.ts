import { describe, expect, it } from 'vitest';
import { frontierPlot } from '../../src/bench/frontier-plot.ts';
import { measuredPoints } from '../../src/bench/point-name.ts';
import { plotFigure } from '../../src/output/plot-figure.ts';
import { exampleSweep } from './example-sweep.ts';
import { wideSweep } from './example-wide-sweep.ts';

describe('frontierPlot', () => {
  it('names the axes, the kinds of points and the points', () => {
    const { markup } = plotFigure(frontierPlot(measuredPoints(exampleSweep().points)));
    const texts = [...markup.matchAll(/>([^<>]*)<\/text>/g)].map(([, text]) => text);
    expect(texts).toEqual(
      expect.arrayContaining([
        'Latency, 95th percentile of files, seconds',
        'Audio-seconds per second',
        'Recommended',
        'Best trade-offs (Pareto line)',
        'Others',
      ]),
    );
    expect(texts.filter((text) => text?.includes(' b8'))).toHaveLength(4);
  });

  it('says in words which points are best', () => {
    const plot = frontierPlot(measuredPoints(wideSweep().points));
    expect(plot.description).toMatch(
      /^\d+ points\. Recommended 4×1 b16: 32\.74 audio-seconds per second at 20\.40 s; Pareto /,
    );
  });
});
