/** The edits that turn a reference into what was heard; among the fewest edits, those that keep the most items. */
export interface EditCounts {
  readonly substitutions: number;
  readonly deletions: number;
  readonly insertions: number;
  /** Items of the reference. */
  readonly referenceLength: number;
}

/** Edits that a first, narrow search allows; enough for a page of text with a few errors. */
const NARROWEST_BAND = 64;
const BAND_GROWTH = 6;

/**
 * Counts the edits between two sequences (words, characters) in memory proportional to the shorter one.
 *
 * The search keeps to a band around the diagonal, which grows until it must hold the best alignment, so that similar
 * texts take time proportional to their length times their errors.
 */
export function countEdits(reference: readonly string[], heard: readonly string[]): EditCounts {
  const [longer, shorter] = numberItems(
    ...(reference.length >= heard.length ? ([reference, heard] as const) : ([heard, reference] as const)),
  );
  const { edits, substitutions } = fewestEdits(longer, shorter);
  const surplus = reference.length - heard.length;
  const deletions = (edits - substitutions + surplus) / 2;
  return { substitutions, deletions, insertions: deletions - surplus, referenceLength: reference.length };
}

/** The sum of edits over several pairs, so that a corpus has one rate instead of a mean of rates. */
export function addEdits(counts: readonly EditCounts[]): EditCounts {
  const total = (field: keyof EditCounts): number => counts.reduce((sum, one) => sum + one[field], 0);
  return {
    substitutions: total('substitutions'),
    deletions: total('deletions'),
    insertions: total('insertions'),
    referenceLength: total('referenceLength'),
  };
}

/** Edits for each item of the reference; `null` when there is none. */
export function errorRate(counts: EditCounts): number | null {
  return counts.referenceLength === 0 ? null : editTotal(counts) / counts.referenceLength;
}

/** All edits of whatever kind. */
export function editTotal({ substitutions, deletions, insertions }: EditCounts): number {
  return substitutions + deletions + insertions;
}

/** Items of the reference that were heard as they are. */
export function hitCount({ referenceLength, substitutions, deletions }: EditCounts): number {
  return referenceLength - substitutions - deletions;
}

/** Both sequences with a number in place of each different item, which compares faster than text. */
export function numberItems(left: readonly string[], right: readonly string[]): [Int32Array, Int32Array] {
  const numbers = new Map<string, number>();
  const numberOf = (item: string): number => {
    const number = numbers.get(item) ?? numbers.size;
    numbers.set(item, number);
    return number;
  };
  return [Int32Array.from(left, numberOf), Int32Array.from(right, numberOf)];
}

function fewestEdits(longer: Int32Array, shorter: Int32Array): { edits: number; substitutions: number } {
  // One edit outweighs all substitutions, of which there are at most as many as the shorter one has items.
  const editCost = shorter.length + 1;
  const difference = longer.length - shorter.length;
  for (let band = Math.max(NARROWEST_BAND, difference); ; band *= BAND_GROWTH) {
    // A band of that size saves too little to be worth a search that may fail.
    const isWhole = band * BAND_GROWTH >= longer.length;
    const cost = bandedCost({ longer, shorter, editCost }, isWhole ? longer.length : band);
    const edits = Math.floor(cost / editCost);
    if (isWhole || edits <= band) return { edits, substitutions: cost % editCost };
  }
}

interface Sequences {
  readonly longer: Int32Array;
  readonly shorter: Int32Array;
  readonly editCost: number;
}

/** More than any cost in 32 bits, and one more edit does not overflow them. */
const UNREACHED_32 = 2 ** 30;

/** Whole numbers of 32 bits are twice as fast, where no cost can exceed them. */
export function costRow(mostEdits: number, columns: number, editCost: number): Int32Array | Float64Array {
  return mostEdits * editCost < UNREACHED_32 ? new Int32Array(columns + 1) : new Float64Array(columns + 1);
}

/** Cost of the best alignment that strays from the diagonal by at most `band` items. */
function bandedCost({ longer, shorter, editCost }: Sequences, band: number): number {
  const columns = shorter.length;
  const costs = costRow(longer.length + columns, columns, editCost);
  const unreached = costs instanceof Int32Array ? UNREACHED_32 : Infinity;
  costs.fill(unreached);
  for (let column = 0; column <= Math.min(band, columns); column++) costs[column] = column * editCost;
  for (let row = 1; row <= longer.length; row++) {
    const first = Math.max(1, row - band);
    const diagonal = costs[first - 1] ?? unreached;
    costs[first - 1] = row <= band ? row * editCost : unreached;
    const last = Math.min(columns, row + band);
    advanceRow({ costs, others: shorter, editCost }, longer[row - 1], { first, last, diagonal });
  }
  return costs[columns] ?? unreached;
}

/** What stays the same from row to row. */
export interface CostTable {
  /** Costs of the row before, which become those of this row. */
  readonly costs: Int32Array | Float64Array;
  readonly others: Int32Array;
  readonly editCost: number;
}

/**
 * Goes on by one item from column `first` to `last`; the cost left of `first` must stand in the table already, and
 * `diagonal` is the one it replaced.
 */
export function advanceRow(
  { costs, others, editCost }: CostTable,
  item: number | undefined,
  { first, last, diagonal: start }: { readonly first: number; readonly last: number; readonly diagonal: number },
): void {
  let diagonal = start;
  let left = costs[first - 1] ?? 0;
  for (let column = first; column <= last; column++) {
    const above = costs[column] ?? 0;
    const kept = others[column - 1] === item ? diagonal : diagonal + editCost + 1;
    left = Math.min(kept, Math.min(above, left) + editCost);
    costs[column] = left;
    diagonal = above;
  }
}
