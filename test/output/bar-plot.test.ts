import { describe, expect, it } from 'vitest';
import { barPlot, type BarPlot, type BarRow } from '../../src/output/bar-plot.ts';
import { plotFigure } from '../../src/output/plot-figure.ts';

const row: BarRow = { label: 'a <b>', values: [1, 2], endLabels: ['one', 'two'] };
const words = { name: 'x', title: 'T', caption: 'C', description: 'D', axisTitle: 'Seconds' };
const bars: BarPlot = { ...words, seriesNames: ['First', 'Second'], isStacked: false, rows: [row] };

function textsOf(plot: BarPlot): string[] {
  const wide = plotFigure(barPlot(plot)).markup.split('<svg class="narrow"')[0]!;
  return [...wide.matchAll(/>([^<>]*)<\/text>/g)].map(([, text]) => text!);
}

describe('barPlot', () => {
  it('names its rows, its axis and its series, and labels every bar', () => {
    expect(textsOf(bars)).toEqual(expect.arrayContaining(['a &lt;b&gt;', 'Seconds', 'First', 'Second', 'one', 'two']));
  });

  it('labels a stack once, and a single series needs no legend', () => {
    expect(textsOf({ ...bars, isStacked: true })).not.toContain('two');
    expect(textsOf({ ...bars, seriesNames: ['Only'] })).not.toContain('Only');
  });

  it('tells parts apart without colours too', () => {
    expect(plotFigure(barPlot(bars)).markup).toContain('<pattern');
  });

  it('gives every row its place, also under the same label, and shortens long ones', () => {
    const long = { ...row, label: 'x'.repeat(80) };
    const texts = textsOf({ ...bars, rows: [row, row, long] });
    expect(texts.filter((text) => text === 'a &lt;b&gt;')).toHaveLength(2);
    expect(texts).toContain(`${'x'.repeat(33)}…`);
    expect(barPlot({ ...bars, rows: [row, row] }).height('wide')).toBeGreaterThan(barPlot(bars).height('wide'));
  });
});
