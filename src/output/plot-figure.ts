import { html, escapeHtml, trustedMarkup, type Html } from './html.ts';
import type { PlotOption, Locate } from './plot-svg.ts';
import { renderPlot } from './plot-svg.ts';
import { darkPlotRules, FONT_FAMILY, PALETTE } from './report-style.ts';

/** How wide the page is that a plot is drawn for. */
export type PlotLayout = 'wide' | 'narrow';

/** A plot in words and in the library's terms. */
export interface Plot {
  /** Lower-case letters and hyphens; the file's name and part of ids. */
  readonly name: string;
  readonly title: string;
  /** How to read it. */
  readonly caption: string;
  /** What it shows, for those who cannot see it. */
  readonly description: string;
  readonly height: (layout: PlotLayout) => number;
  readonly option: (layout: PlotLayout) => PlotOption;
  readonly refine?: (locate: Locate, layout: PlotLayout) => PlotOption;
}

/** The width of a plot's drawing area in pixels. */
export const PLOT_WIDTH: Readonly<Record<PlotLayout, number>> = { wide: 960, narrow: 360 };

/** The options that all plots share: fonts, and no text but the plot's own. */
export const COMMON_OPTION: PlotOption = {
  textStyle: { fontFamily: FONT_FAMILY, color: PALETTE.ink.light, fontSize: 12 },
};

/** A plot in a page, drawn for wide and for narrow windows. */
export function plotFigure(plot: Plot): Html {
  return html`<figure class="plot">
    <figcaption>
      <h3>${plot.title}</h3>
      <p>${plot.caption}</p>
    </figcaption>
    ${(['wide', 'narrow'] as const).map((layout) => trustedMarkup(drawPlot(plot, layout)))}
  </figure>`;
}

/** A plot as a file of its own, with a ground and the colours of the reader's surroundings. */
export function plotFile(plot: Plot): string {
  const ground = `<rect width="100%" height="100%" fill="${PALETTE.surface.light}"/>`;
  const style = `<style>@media screen and (prefers-color-scheme:dark){\n${darkPlotRules('')}\n}</style>`;
  return `${drawPlot(plot, 'wide').replace(/^<svg[^>]*>/u, (opening) => `${opening}\n${style}\n${ground}`)}\n`;
}

function drawPlot(plot: Plot, layout: PlotLayout): string {
  const size = { name: `${plot.name}-${layout}`, width: PLOT_WIDTH[layout], height: plot.height(layout) };
  const { refine } = plot;
  const svg = renderPlot(
    size,
    { ...COMMON_OPTION, ...plot.option(layout) },
    refine && ((locate) => refine(locate, layout)),
  );
  const label = escapeHtml(`${plot.title}. ${plot.description}`);
  return svg.replace(/^<svg/u, `<svg class="${layout}" role="img" aria-label="${label}"`);
}
