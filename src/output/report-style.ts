/** A colour in light and in dark surroundings. */
interface Shade {
  readonly light: string;
  readonly dark: string;
}

/** The colours of pages and plots; text colours keep a contrast of 4.5 to the surface, marks one of 3. */
export const PALETTE = {
  ink: { light: '#1b1f24', dark: '#e8ebef' },
  muted: { light: '#56606c', dark: '#a7b0bc' },
  rule: { light: '#d5dbe3', dark: '#3a424d' },
  surface: { light: '#fefefe', dark: '#14181d' },
  raised: { light: '#f4f6f9', dark: '#1d232a' },
  first: { light: '#0b62c4', dark: '#6cb0ff' },
  second: { light: '#b4530a', dark: '#ffb35c' },
  third: { light: '#15784a', dark: '#63d3a0' },
  fourth: { light: '#7d3fb8', dark: '#c7a3ff' },
  fifth: { light: '#6c7684', dark: '#8c96a4' },
  alarm: { light: '#b3261e', dark: '#ff9b92' },
} as const satisfies Readonly<Record<string, Shade>>;

export type ColourName = keyof typeof PALETTE;

/** The colours of the series of a plot, in order. */
export const SERIES_COLOURS: readonly string[] = ['first', 'second', 'third', 'fourth', 'fifth'].map(
  (name) => PALETTE[name as ColourName].light,
);

/** The fonts of pages and plots: what the system has. */
export const FONT_FAMILY = 'system-ui, -apple-system, Segoe UI, Roboto, sans-serif';

// Plots are drawn in light colours, so that any viewer shows them; style sheets win over attributes and exchange them.
/** The rules that give a drawing its dark colours; `scope` is a selector, or empty for a drawing on its own. */
export function darkPlotRules(scope: string): string {
  return Object.values(PALETTE)
    .flatMap(({ light, dark }) =>
      ['fill', 'stroke'].map((paint) => `${scope} [${paint}="${light}"]{${paint}:${dark}}`.trimStart()),
    )
    .join('\n');
}

/** The style sheet of a report page: light or dark as the reader prefers, light on paper. */
export function reportStyle(): string {
  return `:root{color-scheme:light dark;${variables('light')}}
@media screen and (prefers-color-scheme:dark){
:root{${variables('dark')}}
${darkPlotRules('.plot')}
}
${PAGE_RULES}${TABLE_RULES}${PLOT_RULES}${NARROW_RULES}${PRINT_RULES}`;
}

function variables(side: keyof Shade): string {
  return Object.entries(PALETTE)
    .map(([name, shade]) => `--${name}:${shade[side]}`)
    .join(';');
}

const PAGE_RULES = `*{box-sizing:border-box}
html{-webkit-text-size-adjust:100%}
body{margin:0;background:var(--surface);color:var(--ink);font:16px/1.55 ${FONT_FAMILY}}
main,.top,footer{max-width:68rem;margin:0 auto;padding:0 1.5rem}
.top{padding-top:2.5rem}
h1{font-size:1.9rem;line-height:1.2;letter-spacing:-.015em;margin:0 0 .4rem}
h2{font-size:1.3rem;line-height:1.3;margin:3rem 0 .5rem;padding-top:1rem;border-top:1px solid var(--rule)}
h3{font-size:1.05rem;margin:0 0 .2rem}
p{margin:.3rem 0 .8rem;max-width:46rem}
.lead,.note,figcaption p,footer{color:var(--muted)}
.note{font-size:.9rem}
code{font:.9em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:var(--raised);padding:.1em .35em;border-radius:4px;overflow-wrap:anywhere}
bdi,dd,li,p{overflow-wrap:anywhere}
.tiles{display:grid;grid-template-columns:repeat(auto-fit,minmax(11.5rem,1fr));gap:.8rem;margin:1.5rem 0;padding:0}
.tiles div{background:var(--raised);border:1px solid var(--rule);border-radius:10px;padding:.8rem 1rem}
.tiles dt{color:var(--muted);font-size:.85rem}
.tiles dd{margin:.1rem 0 0;font-size:1.5rem;font-weight:650;line-height:1.25;font-variant-numeric:tabular-nums}
.tiles dd small{display:block;font-size:.85rem;font-weight:400;color:var(--muted);line-height:1.4}
.facts{display:grid;grid-template-columns:minmax(9rem,max-content) 1fr;gap:.35rem 1.5rem;margin:.8rem 0}
.facts dt{color:var(--muted)}
.facts dd{margin:0}
.trouble{border-left:4px solid var(--alarm);padding:.1rem 0 .1rem 1rem;margin:1rem 0}
.trouble strong{color:var(--alarm)}
footer{margin-top:3rem;padding-top:1rem;padding-bottom:2.5rem;font-size:.9rem}
details{border-bottom:1px solid var(--rule);padding:.6rem 0}
summary{cursor:pointer;font-weight:600;overflow-wrap:anywhere}
summary small{font-weight:400;color:var(--muted)}
:focus-visible{outline:3px solid var(--first);outline-offset:2px}
`;

const TABLE_RULES = `.scroll{overflow-x:auto;max-width:100%;margin:1rem 0}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums;min-width:100%}
caption{text-align:left;color:var(--muted);padding-bottom:.4rem}
th,td{padding:.45rem .4rem;text-align:right;border-bottom:1px solid var(--rule);white-space:nowrap;vertical-align:top}
thead th{white-space:normal;color:var(--muted);font-weight:600;vertical-align:bottom;border-bottom-width:2px}
th:first-child,td:first-child,.text{text-align:left}
th:first-child{padding-left:0}
tbody th{font-weight:600}
td.text,tbody th{white-space:normal;min-width:9rem;overflow-wrap:anywhere}
td.text{min-width:16rem}
tr.marked>*{background:var(--raised)}
.segments th{font-weight:400;color:var(--muted);white-space:nowrap;min-width:0;width:1%}
.segments th.text{width:auto}
.segments td.text{min-width:12rem}
`;

const PLOT_RULES = `figure{margin:1.5rem 0}
.plot svg{display:block;width:100%;height:auto}
.plot .narrow{display:none}
`;

const NARROW_RULES = `@media screen and (max-width:640px){
main,.top,footer{padding-left:1rem;padding-right:1rem}
.top{padding-top:1.5rem}
h1{font-size:1.5rem}
.tiles{grid-template-columns:1fr 1fr}
.tiles dd{font-size:1.2rem}
.facts{grid-template-columns:1fr;gap:0}
.facts dd{margin-bottom:.6rem}
.plot .wide{display:none}
.plot .narrow{display:block}
}
`;

const PRINT_RULES = `@media print{
@page{margin:16mm 14mm}
:root{color-scheme:light}
body{font-size:10pt}
main,.top,footer{max-width:none;padding:0}
h2,h3,figcaption,caption{break-after:avoid}
figure,tr,.tiles,.trouble{break-inside:avoid}
thead{display:table-header-group}
.scroll{overflow:visible}
/* Paper has nothing to click on. */
details::details-content{content-visibility:visible;block-size:auto}
table{font-size:7.5pt}
th,td{padding:.2rem .35rem;white-space:normal}
td.text,tbody th{min-width:0}
.tiles div,tr.marked>*{-webkit-print-color-adjust:exact;print-color-adjust:exact}
.plot svg{-webkit-print-color-adjust:exact;print-color-adjust:exact}
}
`;
