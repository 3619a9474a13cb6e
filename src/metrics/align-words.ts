import { advanceRow, costRow, numberItems } from './edit-counts.ts';

/** A stretch of two texts: the same words in both, or words of the first replaced by words of the second. */
export interface AlignedStretch {
  readonly kind: 'same' | 'changed';
  readonly before: readonly string[];
  readonly after: readonly string[];
}

/** Matched words, as positions in both texts, in ascending order. */
type Matches = [before: number, after: number][];

/**
 * Aligns two texts word by word with the fewest edits, in memory proportional to their length (Hirschberg's method).
 *
 * Stretches alternate between `same` and `changed`; an insertion is a change of no words.
 */
export function alignWords(before: readonly string[], after: readonly string[]): AlignedStretch[] {
  const [left, right] = numberItems(before, after);
  const matches: Matches = [];
  matchRange({ left, right, editCost: Math.min(left.length, right.length) + 1 }, wholeOf(left, right), matches);
  return toStretches(before, after, matches);
}

interface Texts {
  readonly left: Int32Array;
  readonly right: Int32Array;
  readonly editCost: number;
}

interface Range {
  readonly leftStart: number;
  readonly leftEnd: number;
  readonly rightStart: number;
  readonly rightEnd: number;
}

function wholeOf(left: Int32Array, right: Int32Array): Range {
  return { leftStart: 0, leftEnd: left.length, rightStart: 0, rightEnd: right.length };
}

function matchRange(texts: Texts, range: Range, matches: Matches): void {
  const prefix = commonPrefix(texts, range);
  for (let i = 0; i < prefix; i++) matches.push([range.leftStart + i, range.rightStart + i]);
  const rest = { ...range, leftStart: range.leftStart + prefix, rightStart: range.rightStart + prefix };
  const suffix = commonSuffix(texts, rest);
  const middle = { ...rest, leftEnd: rest.leftEnd - suffix, rightEnd: rest.rightEnd - suffix };
  matchMiddle(texts, middle, matches);
  for (let i = 0; i < suffix; i++) matches.push([middle.leftEnd + i, middle.rightEnd + i]);
}

function commonPrefix({ left, right }: Texts, { leftStart, leftEnd, rightStart, rightEnd }: Range): number {
  const most = Math.min(leftEnd - leftStart, rightEnd - rightStart);
  let length = 0;
  while (length < most && left[leftStart + length] === right[rightStart + length]) length++;
  return length;
}

function commonSuffix({ left, right }: Texts, { leftStart, leftEnd, rightStart, rightEnd }: Range): number {
  const most = Math.min(leftEnd - leftStart, rightEnd - rightStart);
  let length = 0;
  while (length < most && left[leftEnd - 1 - length] === right[rightEnd - 1 - length]) length++;
  return length;
}

function matchMiddle(texts: Texts, range: Range, matches: Matches): void {
  const { leftStart, leftEnd, rightStart, rightEnd } = range;
  if (leftEnd === leftStart || rightEnd === rightStart) return;
  if (leftEnd - leftStart === 1) {
    const found = texts.right.indexOf(texts.left[leftStart] ?? -1, rightStart);
    if (found !== -1 && found < rightEnd) matches.push([leftStart, found]);
    return;
  }
  const leftMiddle = (leftStart + leftEnd) >> 1;
  const rightMiddle = rightStart + cheapestSplit(texts, range, leftMiddle);
  matchRange(texts, { ...range, leftEnd: leftMiddle, rightEnd: rightMiddle }, matches);
  matchRange(texts, { ...range, leftStart: leftMiddle, rightStart: rightMiddle }, matches);
}

/** How many words of the right text belong to the left one's first half. */
function cheapestSplit({ left, right, editCost }: Texts, range: Range, leftMiddle: number): number {
  const rightPart = right.subarray(range.rightStart, range.rightEnd);
  const forward = lastRow(left.subarray(range.leftStart, leftMiddle), rightPart, editCost);
  const backward = lastRow(
    left.slice(leftMiddle, range.leftEnd).reverse(),
    right.slice(range.rightStart, range.rightEnd).reverse(),
    editCost,
  );
  let best = 0;
  let lowest = Infinity;
  for (const [split, cost] of forward.entries()) {
    const total = cost + (backward[rightPart.length - split] ?? Infinity);
    if (total < lowest) [best, lowest] = [split, total];
  }
  return best;
}

/** Costs of turning all of `left` into each beginning of `right`. */
function lastRow(left: Int32Array, right: Int32Array, editCost: number): Int32Array | Float64Array {
  const costs = costRow(left.length + right.length, right.length, editCost);
  for (let column = 0; column <= right.length; column++) costs[column] = column * editCost;
  for (let row = 1; row <= left.length; row++) {
    const diagonal = costs[0] ?? 0;
    costs[0] = row * editCost;
    advanceRow({ costs, others: right, editCost }, left[row - 1], { first: 1, last: right.length, diagonal });
  }
  return costs;
}

function toStretches(before: readonly string[], after: readonly string[], matches: Matches): AlignedStretch[] {
  const stretches: AlignedStretch[] = [];
  // Where the same words began, and where the last of them ended in both texts.
  let [sameStart, left, right] = [0, 0, 0];
  for (const [nextLeft, nextRight] of [...matches, [before.length, after.length] as const]) {
    const isChanged = nextLeft > left || nextRight > right;
    if (isChanged || nextLeft === before.length) addSame(stretches, before.slice(sameStart, left));
    if (isChanged) {
      stretches.push({ kind: 'changed', before: before.slice(left, nextLeft), after: after.slice(right, nextRight) });
      sameStart = nextLeft;
    }
    [left, right] = [nextLeft + 1, nextRight + 1];
  }
  return stretches;
}

function addSame(stretches: AlignedStretch[], words: readonly string[]): void {
  if (words.length > 0) stretches.push({ kind: 'same', before: words, after: words });
}
