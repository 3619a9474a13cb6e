import { describe, expect, it } from 'vitest';
import { plotFigure, plotFile, type Plot } from '../../src/output/plot-figure.ts';

const plot: Plot = {
  name: 'test',
  title: 'A "title"',
  caption: 'How to <read> it.',
  description: 'One bar & more.',
  height: (layout) => (layout === 'wide' ? 300 : 200),
  option: (layout) => ({
    xAxis: { type: 'value' },
    yAxis: { type: 'category', data: [layout] },
    series: [{ type: 'bar', data: [1], itemStyle: { color: '#0b62c4' } }],
  }),
};

describe('plotFigure', () => {
  it('draws a plot for wide and for narrow windows, each with a label', () => {
    const { markup } = plotFigure(plot);
    const label = 'role="img" aria-label="A &quot;title&quot;. One bar &amp; more."';
    expect(markup).toContain(`<svg class="wide" ${label}`);
    expect(markup).toContain(`<svg class="narrow" ${label}`);
    expect(markup).toMatch(/viewBox="0 0 960 300"[\s\S]*viewBox="0 0 360 200"/);
    expect(markup).toContain('<h3>A &quot;title&quot;</h3>');
    expect(markup).toContain('How to &lt;read&gt; it.');
  });
});

describe('plotFile', () => {
  it('stands alone: with a ground, and dark colours for those who want them', () => {
    const svg = plotFile(plot);
    expect(svg).toMatch(/^<svg class="wide" role="img"[^>]* xmlns="http:\/\/www\.w3\.org\/2000\/svg"/);
    expect(svg).toContain('<rect width="100%" height="100%" fill="#fefefe"/>');
    expect(svg).toContain('[fill="#0b62c4"]{fill:#6cb0ff}');
    expect(svg).toContain(' fill="#0b62c4"');
  });
});
