import { html, trustedMarkup, type Html, type HtmlValue } from './html.ts';
import { reportStyle } from './report-style.ts';

/** A page: its head, and what stands below it. */
export interface ReportPage {
  readonly title: string;
  /** One line below the title. */
  readonly lead: HtmlValue;
  readonly body: HtmlValue;
  /** The program and when it wrote the page. */
  readonly footer: string;
}

/** A whole page in one file: it needs no network and may load nothing. */
export function renderPage({ title, lead, body, footer }: ReportPage): string {
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'" />
        <meta name="color-scheme" content="light dark" />
        <title>${title}</title>
        <style>
          ${trustedMarkup(reportStyle())}
        </style>
      </head>
      <body>
        <header class="top">
          <h1>${title}</h1>
          <p class="lead">${lead}</p>
        </header>
        <main>${body}</main>
        <footer>${footer}</footer>
      </body>
    </html> `;
  return `${page.markup.trim()}\n`;
}

/** A part of a page below its heading. */
export function section(heading: string, ...body: readonly HtmlValue[]): Html {
  return html`<section>
    <h2>${heading}</h2>
    ${body}
  </section> `;
}

/** A figure that is seen first, with a line on what it means. */
export interface Tile {
  readonly label: string;
  readonly figure: string;
  readonly detail: string;
}

/** The main figures in boxes side by side. */
export function tiles(list: readonly Tile[]): Html {
  const boxes = list.map(
    ({ label, figure, detail }) =>
      html`<div>
        <dt>${label}</dt>
        <dd>${figure} <small>${detail}</small></dd>
      </div> `,
  );
  return html`<dl class="tiles">${boxes}</dl>`;
}

/** Names and what they stand for, one below the other. */
export function facts(pairs: Readonly<Record<string, HtmlValue>>): Html {
  const rows = Object.entries(pairs).map(
    ([name, value]) =>
      html`<dt>${name}</dt>
        <dd><bdi>${value}</bdi></dd> `,
  );
  return html`<dl class="facts">${rows}</dl>`;
}

/** A row of a table: its head, its cells, and whether it stands out. */
export interface HtmlRow {
  readonly head: HtmlValue;
  readonly cells: readonly HtmlValue[];
  /** Text over all columns instead of cells, such as a failure. */
  readonly spanning?: HtmlValue;
  readonly isMarked?: boolean;
}

export interface HtmlTable {
  readonly caption: string;
  readonly columns: readonly string[];
  readonly rows: readonly HtmlRow[];
}

/** A table that scrolls in its own box when the window is narrow, by keyboard too. */
export function htmlTable({ caption, columns, rows }: HtmlTable): Html {
  const head = columns.map((name) => html`<th scope="col">${name}</th>`);
  const body = rows.map(
    (row) =>
      html`<tr${row.isMarked ? html` class="marked"` : ''}>
        <th scope="row"><bdi>${row.head}</bdi></th>${cellsOf(row, columns.length - 1)}
      </tr> `,
  );
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${head}
        </tr>
      </thead>
      <tbody>
        ${body}
      </tbody>
    </table>
  </div>`;
}

function cellsOf({ cells, spanning }: HtmlRow, count: number): Html {
  if (spanning !== undefined) return html`<td class="text" colspan="${count}">${spanning}</td>`;
  return html`${cells.map((cell) => html`<td>${cell}</td>`)}`;
}
