import { join } from 'node:path';
import type { Command } from './command-line.ts';
import { readResultFolder } from '../bench/compare-folder.ts';
import { comparisonCsv, comparisonJson } from '../bench/compare-record.ts';
import { comparisonMarkdown, formatComparison } from '../bench/compare-report.ts';
import { compareResults, type Comparison } from '../bench/compare-results.ts';
import { isFile } from '../bench/find-references.ts';
import { readReferenceTable, type ReferenceTable } from '../bench/reference-table.ts';
import { writeFilesAtomically } from '../output/atomic-write.ts';
import { requireNoPipe } from '../output/require-plain-file.ts';
import { terminalStyle } from '../output/tables.ts';

const DEFAULT_REFERENCES = join('audio', 'references.tsv');

interface CompareFlags {
  readonly baseline?: string;
  readonly references?: string;
  readonly outDir: string;
  readonly diff?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Adds `compare`: puts the results of several programs side by side. */
export function addCompareCommand(program: Command): void {
  program
    .command('compare')
    .description('compare result folders: speed, word errors, differing words')
    .argument('<folders...>', 'folders that were the --out-dir of a run, as DIR or NAME=DIR')
    .option('--baseline <name>', 'what speed-ups and differences are relative to (default: the first folder)')
    .option(
      '--references <file>',
      `what was said: TSV with columns path, language and text (default: ${DEFAULT_REFERENCES})`,
    )
    .option('--out-dir <folder>', 'comparison.md and comparison.csv are written here', 'results')
    .option('--diff', 'print the words in which texts differ from the baseline')
    .option('--json', 'print one JSON document on stdout instead of tables')
    .option('--quiet', 'print errors only')
    .action(compare);
}

async function compare(folders: readonly string[], flags: CompareFlags): Promise<void> {
  const comparison = compareResults({
    folders: folders.map(readResultFolder),
    baseline: flags.baseline,
    references: findReferences(flags.references),
  });
  const markdownPath = join(flags.outDir, 'comparison.md');
  const csvPath = join(flags.outDir, 'comparison.csv');
  for (const path of [markdownPath, csvPath]) await requireNoPipe(path);
  await writeFilesAtomically([
    { path: markdownPath, text: comparisonMarkdown(comparison) },
    { path: csvPath, text: comparisonCsv(comparison) },
  ]);
  process.stdout.write(printed(comparison, flags, [markdownPath, csvPath]));
}

/** The file named, or the one beside the recordings that come with the program where it is there. */
function findReferences(path: string | undefined): ReferenceTable | undefined {
  if (path !== undefined) return readReferenceTable(path);
  return isFile(DEFAULT_REFERENCES) ? readReferenceTable(DEFAULT_REFERENCES) : undefined;
}

function printed(comparison: Comparison, { json, quiet, diff }: CompareFlags, written: readonly string[]): string {
  if (json) return comparisonJson(comparison);
  if (quiet) return '';
  const style = terminalStyle(process.stdout, process.env);
  return `${formatComparison(comparison, style, diff ?? false)}Written: ${written.join(', ')}\n`;
}
