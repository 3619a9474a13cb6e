/** One field of a CSV file; `null` is an empty field. */
export type CsvField = string | number | null;

/**
 * A CSV file with a header (RFC 4180 quoting, lines ended by LF).
 *
 * Text that a spreadsheet would run as a formula gets a leading `'`; the JSON files hold it unchanged.
 */
export function formatCsv(header: readonly string[], rows: readonly (readonly CsvField[])[]): string {
  return [header, ...rows].map((row) => `${row.map(formatField).join(',')}\n`).join('');
}

function formatField(field: CsvField): string {
  if (field === null) return '';
  if (typeof field === 'number') return String(field);
  const safe = /^[=+\-@\t\r]/u.test(field) && !isNumber(field) ? `'${field}` : field;
  return /[",\r\n]/u.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function isNumber(text: string): boolean {
  return /^-?\d+(\.\d+)?$/u.test(text);
}
