import { sanitizeText, shortenText } from './display-text.ts';
import type { Plot, PlotLayout } from './plot-figure.ts';
import { textWidth, type PlotOption } from './plot-svg.ts';
import { PALETTE, SERIES_COLOURS } from './report-style.ts';

/** One row of bars. */
export interface BarRow {
  readonly label: string;
  /** One for each series. */
  readonly values: readonly number[];
  /** What stands at the end of the row, or of each of its bars. */
  readonly endLabels: readonly string[];
}

/** Horizontal bars, stacked to one for each row or side by side. */
export interface BarPlot extends Pick<Plot, 'name' | 'title' | 'caption' | 'description'> {
  readonly axisTitle: string;
  readonly seriesNames: readonly string[];
  readonly isStacked: boolean;
  readonly rows: readonly BarRow[];
}

const FONT_PIXELS: Readonly<Record<PlotLayout, number>> = { wide: 13, narrow: 12 };
const LABEL_COLUMNS: Readonly<Record<PlotLayout, number>> = { wide: 34, narrow: 13 };
/** Stripes tell the parts of a bar apart without their colours. */
const DECALS = [
  { symbol: 'none' },
  { dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: Math.PI / 4 },
  { dashArrayX: [[1, 0]], dashArrayY: [3, 3], rotation: 0 },
  { symbol: 'circle', symbolSize: 0.5, dashArrayX: [[0, 8]], dashArrayY: [6, 0] },
  { dashArrayX: [1, 0], dashArrayY: [2, 5], rotation: -Math.PI / 4 },
];

/** A plot of horizontal bars. */
export function barPlot(bars: BarPlot): Plot {
  const { name, title, caption, description } = bars;
  const option = (layout: PlotLayout): PlotOption => ({
    grid: gridOf(bars, layout),
    xAxis: valueAxis(bars.axisTitle, layout),
    yAxis: categoryAxis(bars, layout),
    series: bars.seriesNames.map((_, index) => seriesOf(bars, index, layout)),
    ...(bars.seriesNames.length > 1 ? { legend: legendOf(bars, layout), aria: DECAL_OPTION } : {}),
  });
  return { name, title, caption, description, option, height: (layout) => heightOf(bars, layout) };
}

const DECAL_OPTION = {
  enabled: true,
  label: { enabled: false },
  decal: { show: true, decals: DECALS.map((decal) => ({ color: 'rgba(255,255,255,0.55)', ...decal })) },
};

function barsPerRow({ isStacked, seriesNames }: BarPlot): number {
  return isStacked ? 1 : seriesNames.length;
}

function legendPixels({ seriesNames }: BarPlot, layout: PlotLayout): number {
  if (seriesNames.length === 1) return 8;
  return layout === 'narrow' && seriesNames.length > 2 ? 62 : 40;
}

function heightOf(bars: BarPlot, layout: PlotLayout): number {
  const rowPixels = barsPerRow(bars) === 1 ? 30 : barsPerRow(bars) * 18 + 12;
  return legendPixels(bars, layout) + bars.rows.length * rowPixels + 52;
}

function gridOf(bars: BarPlot, layout: PlotLayout) {
  const widest = (texts: readonly string[]): number =>
    Math.max(0, ...texts.map((text) => textWidth(text, FONT_PIXELS[layout])));
  const left = widest(bars.rows.map(({ label }) => shortLabel(label, layout))) + 14;
  const right = widest(bars.rows.flatMap(({ endLabels }) => endLabels)) + 14;
  const [leftPixels, rightPixels] = [Math.ceil(left), Math.ceil(right)];
  return { left: leftPixels, right: rightPixels, top: legendPixels(bars, layout), bottom: 52, outerBoundsMode: 'none' };
}

function shortLabel(label: string, layout: PlotLayout): string {
  return shortenText(sanitizeText(label), LABEL_COLUMNS[layout]);
}

function legendOf({ seriesNames }: BarPlot, layout: PlotLayout) {
  const textStyle = { color: PALETTE.ink.light, fontSize: FONT_PIXELS[layout] };
  return { top: 4, left: 0, data: [...seriesNames], icon: 'rect', itemWidth: 18, itemHeight: 12, textStyle };
}

/** An axis of values with a title below it and few enough ticks for the width. */
export function valueAxis(title: string, layout: PlotLayout): PlotOption {
  return {
    type: 'value',
    name: title,
    nameLocation: 'middle',
    nameGap: 30,
    nameTextStyle: { color: PALETTE.muted.light, fontSize: FONT_PIXELS[layout] },
    splitNumber: layout === 'wide' ? 6 : 3,
    axisLabel: { color: PALETTE.muted.light, fontSize: 12, hideOverlap: true },
    axisLine: { show: true, lineStyle: { color: PALETTE.fifth.light } },
    splitLine: { lineStyle: { color: PALETTE.rule.light } },
  };
}

function categoryAxis({ rows }: BarPlot, layout: PlotLayout) {
  return {
    type: 'category',
    inverse: true,
    // Rows of equal label would share one place; a place has its number.
    data: rows.map((_, index) => String(index)),
    axisLabel: {
      color: PALETTE.ink.light,
      fontSize: FONT_PIXELS[layout],
      interval: 0,
      formatter: (place: string) => shortLabel(rows[Number(place)]?.label ?? '', layout),
    },
    axisTick: { show: false },
    axisLine: { lineStyle: { color: PALETTE.fifth.light } },
  };
}

function seriesOf(bars: BarPlot, index: number, layout: PlotLayout) {
  const isLast = index === bars.seriesNames.length - 1;
  return {
    type: 'bar',
    name: bars.seriesNames[index],
    ...(bars.isStacked ? { stack: 'all' } : {}),
    data: bars.rows.map(({ values }) => values[index] ?? 0),
    barWidth: barsPerRow(bars) === 1 ? 17 : 15,
    silent: true,
    emphasis: { disabled: true },
    itemStyle: {
      color: SERIES_COLOURS[index % SERIES_COLOURS.length],
      borderColor: PALETTE.surface.light,
      borderWidth: bars.isStacked ? 1 : 0,
    },
    label: {
      show: !bars.isStacked || isLast,
      position: 'right',
      color: PALETTE.ink.light,
      fontSize: FONT_PIXELS[layout],
      formatter: ({ dataIndex }: { readonly dataIndex: number }) =>
        bars.rows[dataIndex]?.endLabels[bars.isStacked ? 0 : index] ?? '',
    },
  };
}
