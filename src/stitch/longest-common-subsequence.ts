/** Positions of one pair that two sequences share. */
export interface MatchedPair {
  readonly left: number;
  readonly right: number;
}

/** The lengths of two sequences, and how well their items at two positions match: 0 for not at all. */
export interface ComparedSequences {
  readonly leftLength: number;
  readonly rightLength: number;
  readonly score: (left: number, right: number) => number;
}

/** The common subsequence with the highest total score, in order (dynamic programming, O(left × right)). */
export function longestCommonSubsequence({ leftLength, rightLength, score }: ComparedSequences): MatchedPair[] {
  const width = rightLength + 1;
  // best[l × width + r]: highest score of the first l items against the first r.
  const best = new Float64Array((leftLength + 1) * width);
  const at = (left: number, right: number): number => best[left * width + right] ?? 0;
  for (let left = 1; left <= leftLength; left += 1) {
    for (let right = 1; right <= rightLength; right += 1) {
      const match = score(left - 1, right - 1);
      const withMatch = match > 0 ? at(left - 1, right - 1) + match : 0;
      best[left * width + right] = Math.max(withMatch, at(left - 1, right), at(left, right - 1));
    }
  }
  return traceBack(leftLength, rightLength, at);
}

function traceBack(
  leftLength: number,
  rightLength: number,
  at: (left: number, right: number) => number,
): MatchedPair[] {
  const pairs: MatchedPair[] = [];
  let left = leftLength;
  let right = rightLength;
  while (left > 0 && right > 0) {
    if (at(left, right) === at(left - 1, right)) left -= 1;
    else if (at(left, right) === at(left, right - 1)) right -= 1;
    else pairs.push({ left: --left, right: --right });
  }
  return pairs.reverse();
}
