import { BarChart, LineChart, ScatterChart } from 'echarts/charts';
import { AriaComponent, GridComponent, LegendComponent } from 'echarts/components';
import { init, setPlatformAPI, use, type EChartsCoreOption } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';
import { displayWidth } from './display-text.ts';

/** What a plot shows, in the words of the plotting library. */
export type PlotOption = EChartsCoreOption;

/** Where a value pair of a plot lies, in pixels from its upper left corner. */
export type Locate = (x: number, y: number) => readonly [x: number, y: number];

/** A drawing area in pixels; the name keeps ids of several drawings in one page apart. */
export interface PlotSize {
  readonly name: string;
  readonly width: number;
  readonly height: number;
}

use([BarChart, LineChart, ScatterChart, AriaComponent, GridComponent, LegendComponent, SVGRenderer]);
setPlatformAPI({ measureText: (text, font) => ({ width: textWidth(text, Number.parseFloat(font ?? '') || 12) }) });

/**
 * A plot as SVG, the same for the same option.
 *
 * @param refine what to add once it is known where values lie, such as places of labels
 */
export function renderPlot(
  { name, width, height }: PlotSize,
  option: PlotOption,
  refine?: (locate: Locate) => PlotOption,
): string {
  const chart = init(null, null, { renderer: 'svg', ssr: true, width, height });
  try {
    chart.setOption({ animation: false, ...option });
    if (refine !== undefined) {
      chart.setOption(refine((x, y) => pair(chart.convertToPixel({ xAxisIndex: 0, yAxisIndex: 0 }, [x, y]))));
    }
    return tidy(chart.renderToSVGString({ useViewBox: true }), name);
  } finally {
    // A chart keeps the process alive until then.
    chart.dispose();
  }
}

/** The width that a text takes at most in the fonts a reader may have, in pixels. */
export function textWidth(text: string, fontPixels: number): number {
  const narrow = text.match(/[ .,:;'|!iIl]/gu)?.length ?? 0;
  const broad = text.match(/[mwMW%@★]/gu)?.length ?? 0;
  return (displayWidth(text) * 0.64 - narrow * 0.24 + broad * 0.3) * fontPixels;
}

function pair(pixels: unknown): readonly [number, number] {
  const [x = 0, y = 0] = pixels as readonly number[];
  return [x, y];
}

// The library numbers its ids over the whole process and adds what only its own scripts read.
function tidy(svg: string, name: string): string {
  return svg
    .replace(/<style[^>]*>[\s\S]*?<\/style>\n?/gu, '')
    .replace(
      / (?:class="zr[^"]*"|ecmeta_\w+="[^"]*"|pointer-events="visible"|baseProfile="full"|xml:space="preserve")/gu,
      '',
    )
    .replace(/\bzr\d+-/gu, `${name}-`)
    .replace(/^<svg width="[^"]*" height="[^"]*"/u, '<svg');
}
