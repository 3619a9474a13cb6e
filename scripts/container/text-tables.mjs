/** A Markdown table, aligned as Prettier does it; `alignment` has "l" or "r" for each column. */
export function markdownTable(header, rows, alignment) {
  const cells = [header, ...rows].map((row) => row.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')));
  const widths = header.map((_, column) => Math.max(3, ...cells.map((row) => [...row[column]].length)));
  const line = (row) => `| ${row.map((cell, column) => pad(cell, widths[column], alignment[column])).join(' | ')} |`;
  const rule = widths.map((width, column) =>
    alignment[column] === 'r' ? `${'-'.repeat(width - 1)}:` : '-'.repeat(width),
  );
  return `${[line(cells[0]), line(rule), ...cells.slice(1).map(line)].join('\n')}\n`;
}

function pad(cell, width, side) {
  const spaces = ' '.repeat(Math.max(0, width - [...cell].length));
  return side === 'r' ? `${spaces}${cell}` : `${cell}${spaces}`;
}

/** CSV (RFC 4180, lines ended by LF) of a header and rows of text; what a spreadsheet would run gets a `'` in front. */
export function toCsv(header, rows) {
  return [header, ...rows].map((row) => `${row.map(csvCell).join(',')}\n`).join('');
}

function csvCell(text) {
  const safe = /^[=+\-@\t\r]/.test(text) && !/^-?\d+(\.\d+)?$/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows of CSV text as records by the names in its header. */
export function parseCsv(text) {
  const [header, ...rows] = csvRows(text);
  return rows.map((row) => Object.fromEntries(header.map((name, column) => [name, row[column] ?? ''])));
}

function csvRows(text) {
  const rows = [[]];
  // A cell, quoted or not, with what ends it; the last one may end with the text.
  for (const [, quoted, plain, end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    rows.at(-1).push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end.endsWith('\n')) rows.push([]);
    if (end === '') break;
  }
  return rows.filter((row) => row.length > 1 || (row[0] ?? '') !== '');
}
