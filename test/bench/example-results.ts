import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { compareResults, type Comparison, type ComparisonRequest } from '../../src/bench/compare-results.ts';
import type { ResultFolder } from '../../src/bench/compare-folder.ts';
import type { ReferenceTable } from '../../src/bench/reference-table.ts';

/** Results of a program that took 1 s for each file of 10 s, changed where a test needs it. */
export function resultFolder(
  name: string,
  texts: Readonly<Record<string, string>>,
  changes: Partial<ResultFolder> & { readonly latencySeconds?: number } = {},
): ResultFolder {
  const { latencySeconds = 1, ...rest } = changes;
  const files = Object.entries(texts).map(
    ([file, text]) => [file, { file, durationSeconds: 10, latencySeconds, text }] as const,
  );
  return {
    name,
    path: `results/${name}`,
    files: new Map(files),
    failedFiles: [],
    wallSeconds: latencySeconds * files.length,
    peakMemoryBytes: 2 ** 30,
    cpuModel: 'Test CPU',
    language: 'en',
    task: 'transcribe',
    settings: '2 × 1 threads, batches of 8, fp32',
    ...rest,
  };
}

/** References held in memory. */
export function references(texts: Readonly<Record<string, string>>, language?: string): ReferenceTable {
  const byPath = new Map(Object.entries(texts).map(([file, text]) => [file, { text, language }]));
  return { path: 'references.tsv', byPath, referenceOf: (file) => byPath.get(file) };
}

/** Two programs over two files, one of which differs in a word. */
export function exampleComparison(changes: Partial<ComparisonRequest> = {}): Comparison {
  return compareResults({
    folders: [
      resultFolder(
        'ours',
        { 'a.wav': 'Ask not what your country can do.', 'b.wav': 'The moon.' },
        { latencySeconds: 0.5 },
      ),
      resultFolder('theirs', { 'a.wav': 'Ask what your country can do.', 'b.wav': 'the moon' }),
    ],
    baseline: undefined,
    references: references({ 'a.wav': 'Ask not what your country can do' }),
    ...changes,
  });
}

/** Writes what a program would leave in a folder, as given. */
export function writeResults(folder: string, perFile: unknown, summary: unknown): string {
  mkdirSync(join(folder, 'benchmarks'), { recursive: true });
  writeFileSync(join(folder, 'benchmarks', 'inference_per_file.json'), asText(perFile));
  writeFileSync(join(folder, 'benchmarks', 'inference_summary.json'), asText(summary));
  return folder;
}

function asText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
