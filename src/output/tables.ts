import CliTable from 'cli-table3';

/** How a terminal is to be written to. */
export interface TerminalStyle {
  readonly columns: number;
  readonly useColor: boolean;
}

/** A row of cells, or one cell followed by another that fills the rest of the row. */
export type TableRow =
  | { readonly kind: 'cells'; readonly cells: readonly string[] }
  | { readonly kind: 'spanning'; readonly first: string; readonly rest: string };

/** What a table shows; cells must be sanitised and short enough already. */
export interface TableContent {
  readonly head: readonly string[];
  readonly rows: readonly TableRow[];
  /** The first column is left-aligned, the others right-aligned unless this says so. */
  readonly alignAllLeft?: boolean;
}

/** Columns that a table of so many columns spends on borders and padding. */
export function tableFrameWidth(columnCount: number): number {
  return 3 * columnCount + 1;
}

/** The style for an output stream: 80 columns where it has none, colours only on a terminal that wants them. */
export function terminalStyle(
  stream: { readonly isTTY?: boolean; readonly columns?: number },
  environment: Readonly<Record<string, string | undefined>>,
): TerminalStyle {
  const refusesColor = (environment['NO_COLOR'] ?? '') !== '' || environment['TERM'] === 'dumb';
  return { columns: Math.max(60, stream.columns ?? 80), useColor: stream.isTTY === true && !refusesColor };
}

/** A text in red where colours are wanted. */
export function alarm(text: string, { useColor }: TerminalStyle): string {
  return useColor ? `\u001B[31m${text}\u001B[39m` : text;
}

/** A table as text, without a newline at its end. */
export function renderTable({ head, rows, alignAllLeft = false }: TableContent): string {
  const columnCount = Math.max(head.length, ...rows.map((row) => (row.kind === 'cells' ? row.cells.length : 2)));
  const table = new CliTable({
    head: [...head],
    colAligns: Array.from({ length: columnCount }, (_, index) => (index === 0 || alignAllLeft ? 'left' : 'right')),
    // Its default colours would reach pipes and files.
    style: { head: [], border: [], compact: true },
  });
  for (const row of rows) {
    if (row.kind === 'cells') table.push([...row.cells]);
    else table.push([row.first, { content: row.rest, colSpan: columnCount - 1, hAlign: 'left' }]);
  }
  return table.toString();
}
