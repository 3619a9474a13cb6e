import { describe, expect, it } from 'vitest';
import { renderPlot, textWidth } from '../../src/output/plot-svg.ts';

const size = { name: 'bars', width: 300, height: 200 };
const option = {
  legend: {},
  aria: { enabled: true, decal: { show: true } },
  xAxis: { type: 'value' },
  yAxis: { type: 'category', data: ['a<b', 'c'] },
  series: [
    { type: 'bar', name: 'one', data: [1, 2] },
    { type: 'bar', name: 'two', data: [2, 3] },
  ],
};

describe('renderPlot', () => {
  it('draws the same plot in the same way, whatever was drawn before', () => {
    const svg = renderPlot(size, option);
    expect(renderPlot(size, option)).toBe(svg);
    expect(svg).toMatch(/^<svg [^>]*viewBox="0 0 300 200"/);
    expect(svg).toContain('>a&lt;b</text>');
  });

  it('leaves no sizes, styles and traces of the library', () => {
    expect(renderPlot(size, option)).not.toMatch(/<svg [^>]*(width|height)=|<style|zr\d|ecmeta|<script/);
  });

  it('names ids after the plot', () => {
    const ids = [...renderPlot(size, option).matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
    expect(ids).not.toEqual([]);
    expect(ids.filter((id) => !id.startsWith('bars-'))).toEqual([]);
  });

  it('tells where values lie before the plot is finished', () => {
    const places: (readonly [number, number])[] = [];
    const axes = {
      grid: { left: 50, right: 50, top: 0, bottom: 0, outerBoundsMode: 'none' },
      xAxis: { max: 2 },
      yAxis: { max: 4 },
    };
    const scatter = { ...axes, series: [{ type: 'scatter', data: [[1, 2]] }] };
    const svg = renderPlot(size, scatter, (locate) => {
      places.push(locate(0, 0), locate(1, 2));
      return { series: [{ label: { show: true, formatter: 'here' } }] };
    });
    expect(places).toEqual([
      [50, 200],
      [150, 100],
    ]);
    expect(svg).toContain('>here</text>');
  });
});

describe('textWidth', () => {
  it('grows with the text, its letters and the font', () => {
    expect(textWidth('ill', 12)).toBeLessThan(textWidth('abc', 12));
    expect(textWidth('abc', 12)).toBeLessThan(textWidth('mmm', 12));
    expect(textWidth('abc', 24)).toBeCloseTo(2 * textWidth('abc', 12));
  });
});
