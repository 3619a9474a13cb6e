import { errorRate, hitCount, type EditCounts } from '../metrics/edit-counts.ts';

/** An error rate in per cent with two decimals; `–` without a word in the reference. */
export function formatErrorRate(counts: EditCounts): string {
  const rate = errorRate(counts);
  return rate === null ? '–' : (100 * rate).toFixed(2);
}

/** Hits, substitutions, deletions and insertions, a cell each. */
export function editCells(counts: EditCounts): string[] {
  return [hitCount(counts), counts.substitutions, counts.deletions, counts.insertions].map(String);
}
