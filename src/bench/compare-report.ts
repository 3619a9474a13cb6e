import { sanitizeText, shortenText, wrapText } from '../output/display-text.ts';
import { renderTable, type TerminalStyle } from '../output/tables.ts';
import { formatDiff, MARKDOWN_MARKS, PLAIN_MARKS } from './compare-diff.ts';
import type { Comparison } from './compare-results.ts';
import { comparisonRemarks, comparisonTables, type ComparisonTable } from './compare-tables.ts';

const LONGEST_NAME_COLUMNS = 28;

/** A comparison for the terminal; with `withDiff`, the words in which texts differ from the baseline's. */
export function formatComparison(comparison: Comparison, style: TerminalStyle, withDiff: boolean): string {
  const blocks = [
    ...comparisonTables(comparison).map((table) => terminalTable(table, style)),
    ...comparisonRemarks(comparison).map((remark) => wrapped(remark, style)),
    ...(withDiff ? terminalDifferences(comparison, style) : []),
  ];
  return `${blocks.join('\n')}\n`;
}

/** A comparison as a Markdown document, differing words included. */
export function comparisonMarkdown(comparison: Comparison): string {
  const blocks = [
    '# Comparison',
    ...comparisonTables(comparison).map(markdownTable),
    ...markdownList(comparisonRemarks(comparison)),
    `## Differing words\n\n~~Struck out~~: only ${escapeMarkdown(comparison.baseline)}; **bold**: only the other. Texts are normalised (${comparison.normalizers.join('; ')}).`,
    ...markdownDifferences(comparison),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function terminalTable({ title, head, rows, notes }: ComparisonTable, style: TerminalStyle): string {
  const short = (text: string): string => shortenText(sanitizeText(text), LONGEST_NAME_COLUMNS);
  const table = renderTable({
    head: head.map(short),
    rows: rows.map((cells) => ({ kind: 'cells' as const, cells: cells.map(short) })),
  });
  return [wrapped(title, style), table, ...notes.map((note) => wrapped(note, style)), ''].join('\n');
}

function wrapped(text: string, { columns }: TerminalStyle): string {
  return wrapText(sanitizeText(text), columns).join('\n');
}

function terminalDifferences({ differences, baseline }: Comparison, style: TerminalStyle): string[] {
  if (differences.length === 0) return ['', 'All texts are the same, word for word.'];
  const lines = differences.flatMap(({ file, program, stretches }) => [
    '',
    wrapped(`${file}: ${program}`, style),
    wrapped(formatDiff(stretches, PLAIN_MARKS), style),
  ]);
  return ['', wrapped(`Differing words: [-only ${baseline}-] {+only the other+}`, style), ...lines];
}

function markdownTable({ title, head, rows, notes }: ComparisonTable): string {
  const row = (cells: readonly string[]): string => `| ${cells.map(escapeMarkdown).join(' | ')} |`;
  const rule = `| ${head.map((_, index) => (index === 0 ? '---' : '---:')).join(' | ')} |`;
  const table = [row(head), rule, ...rows.map(row)].join('\n');
  return [`## ${escapeMarkdown(title)}`, table, ...markdownList(notes)].join('\n\n');
}

function markdownList(items: readonly string[]): string[] {
  return items.length === 0 ? [] : [items.map((item) => `- ${escapeMarkdown(item)}`).join('\n')];
}

function markdownDifferences({ differences }: Comparison): string[] {
  if (differences.length === 0) return ['All texts are the same, word for word.'];
  return differences.map(
    ({ file, program, stretches }) =>
      `### ${escapeMarkdown(file)}: ${escapeMarkdown(program)}\n\n${formatDiff(stretches.map(escapeStretch), MARKDOWN_MARKS)}`,
  );
}

function escapeStretch<Stretch extends { readonly before: readonly string[]; readonly after: readonly string[] }>(
  stretch: Stretch,
): Stretch {
  return { ...stretch, before: stretch.before.map(escapeMarkdown), after: stretch.after.map(escapeMarkdown) };
}

function escapeMarkdown(text: string): string {
  return (
    sanitizeText(text)
      .replace(/[\\`*_{}[\]<>|~#&]/gu, '\\$&')
      // What would make a line that begins with it an item of a list.
      .replace(/^([-+])(?=\s|$)/u, '\\$1')
      .replace(/^(\d+)(?=[.)](\s|$))/u, '$1\\')
  );
}
