import { valueAxis } from '../output/bar-plot.ts';
import { PLOT_WIDTH, type Plot, type PlotLayout } from '../output/plot-figure.ts';
import { textWidth, type Locate, type PlotOption } from '../output/plot-svg.ts';
import { PALETTE } from '../output/report-style.ts';
import { placeLabels, type Box } from './place-labels.ts';
import { pointName, throughputOf, type MeasuredPoint } from './point-name.ts';

const FONT_PIXELS = 12;
const HEIGHT: Readonly<Record<PlotLayout, number>> = { wide: 460, narrow: 420 };
const MARGINS: Readonly<Record<PlotLayout, { left: number; right: number; top: number; bottom: number }>> = {
  wide: { left: 64, right: 40, top: 48, bottom: 52 },
  narrow: { left: 52, right: 16, top: 86, bottom: 52 },
};

type Kind = 'recommended' | 'best' | 'other';
const KINDS: Readonly<Record<Kind, { name: string; symbol: string; size: number; style: object }>> = {
  recommended: {
    name: 'Recommended',
    symbol: 'diamond',
    size: 18,
    style: { color: PALETTE.second.light },
  },
  best: { name: 'Best trade-offs (Pareto line)', symbol: 'circle', size: 10, style: { color: PALETTE.first.light } },
  other: {
    name: 'Others',
    symbol: 'emptyCircle',
    size: 9,
    style: { color: PALETTE.surface.light, borderColor: PALETTE.muted.light, borderWidth: 1.5 },
  },
};

/** Throughput against latency: a symbol for each point, and a line through those that no other point beats. */
export function frontierPlot(measured: readonly MeasuredPoint[]): Plot {
  // The important ones choose the place of their label first.
  const points = (['recommended', 'best', 'other'] as const).flatMap((kind) =>
    measured.filter((point) => kindOf(point) === kind),
  );
  return {
    name: 'throughput-latency',
    title: 'Throughput and latency',
    caption:
      'Up and to the left is better. Names are workers × threads and batch size; a point without room for its name is in the table.',
    description: describe(points),
    height: (layout) => HEIGHT[layout],
    option: (layout) => ({
      grid: { ...MARGINS[layout], outerBoundsMode: 'none' },
      legend: legendOf(layout),
      xAxis: { ...valueAxis('Latency, 95th percentile of files, seconds', layout), scale: true },
      yAxis: throughputAxis(layout),
      series: [lineSeries(points), ...Object.keys(KINDS).map((kind) => pointSeries(points, kind as Kind))],
    }),
    refine: (locate, layout) => labelSeries(points, locate, layout),
  };
}

function kindOf({ isRecommended, isParetoBest }: MeasuredPoint): Kind {
  if (isRecommended) return 'recommended';
  return isParetoBest ? 'best' : 'other';
}

function describe(points: readonly MeasuredPoint[]): string {
  const best = points.filter((point) => point.isParetoBest || point.isRecommended).map(describePoint);
  return `${String(points.length)} points. ${best.join('; ')}.`;
}

function describePoint(point: MeasuredPoint): string {
  const kind = point.isRecommended ? 'Recommended' : 'Pareto';
  const latency = point.median.latencySeconds.p95.toFixed(2);
  return `${kind} ${pointName(point)}: ${throughputOf(point).toFixed(2)} audio-seconds per second at ${latency} s`;
}

function throughputAxis(layout: PlotLayout): PlotOption {
  const nameGap = layout === 'wide' ? 44 : 34;
  return { ...valueAxis('Audio-seconds per second', layout), scale: true, nameGap, splitNumber: 5 };
}

function legendOf(layout: PlotLayout): PlotOption {
  const textStyle = { color: PALETTE.ink.light, fontSize: FONT_PIXELS };
  const orient = layout === 'wide' ? 'horizontal' : 'vertical';
  return {
    top: 4,
    left: 0,
    orient,
    itemGap: 10,
    itemWidth: 14,
    itemHeight: 12,
    data: Object.values(KINDS).map(({ name }) => name),
    textStyle,
  };
}

function lineSeries(points: readonly MeasuredPoint[]): PlotOption {
  const data = lineCorners(points);
  const lineStyle = { color: PALETTE.first.light, width: 1.5, type: [6, 4] };
  return { type: 'line', data, showSymbol: false, silent: true, emphasis: { disabled: true }, lineStyle, z: 1 };
}

function lineCorners(points: readonly MeasuredPoint[]): (readonly [number, number])[] {
  return points
    .filter(({ isParetoBest }) => isParetoBest)
    .map(coordinates)
    .toSorted(([left], [right]) => left - right);
}

function pointSeries(points: readonly MeasuredPoint[], kind: Kind): PlotOption {
  const { name, symbol, size, style } = KINDS[kind];
  const data = points.filter((point) => kindOf(point) === kind).map(coordinates);
  const look = {
    symbol: symbol === 'emptyCircle' ? 'circle' : symbol,
    symbolSize: size,
    itemStyle: { ...style, opacity: 1 },
  };
  return { type: 'scatter', name, data, ...look, silent: true, emphasis: { disabled: true }, z: 2 };
}

function coordinates(point: MeasuredPoint): readonly [number, number] {
  return [point.median.latencySeconds.p95, throughputOf(point)];
}

/** Invisible symbols whose labels have a place of their own. */
function labelSeries(points: readonly MeasuredPoint[], locate: Locate, layout: PlotLayout): PlotOption {
  const { left, right, top, bottom } = MARGINS[layout];
  const area = { left, top, width: PLOT_WIDTH[layout] - left - right, height: HEIGHT[layout] - top - bottom };
  const labels = points.map((point) => {
    const [x, y] = locate(...coordinates(point));
    return { x, y, width: textWidth(pointName(point), FONT_PIXELS), height: FONT_PIXELS + 4 };
  });
  const avoid = dotsAlong(lineCorners(points).map(([x, y]) => locate(x, y)));
  const data = placeLabels(labels, { area, avoid }).flatMap((box, index) => {
    const point = points[index];
    const label = labels[index];
    if (box === undefined || point === undefined || label === undefined) return [];
    // Positions count from the upper left corner of the symbol, which has no size.
    const position = [box.left - label.x, box.top - label.y];
    return [{ value: coordinates(point), label: { position, formatter: pointName(point) } }];
  });
  const text = { show: true, color: PALETTE.ink.light, fontSize: FONT_PIXELS, align: 'left', verticalAlign: 'top' };
  const halo = { textBorderColor: PALETTE.surface.light, textBorderWidth: 3 };
  const hidden = { symbolSize: 0, itemStyle: { opacity: 1 }, silent: true, emphasis: { disabled: true }, z: 3 };
  const untouched = Array.from({ length: 1 + Object.keys(KINDS).length }, () => ({}));
  return { series: [...untouched, { type: 'scatter', data, label: { ...text, ...halo }, ...hidden }] };
}

/** Small boxes along a line of corners, in pixels. */
function dotsAlong(corners: readonly (readonly [number, number])[]): Box[] {
  return corners.slice(1).flatMap(([x, y], index) => {
    const [fromX, fromY] = corners[index] ?? [x, y];
    const count = Math.ceil(Math.hypot(x - fromX, y - fromY) / 5);
    return Array.from({ length: count + 1 }, (_, step) => {
      const part = count === 0 ? 0 : step / count;
      return { left: fromX + (x - fromX) * part - 1, top: fromY + (y - fromY) * part - 1, width: 2, height: 2 };
    });
  });
}
