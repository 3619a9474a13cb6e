/** A run of items in a sequence, the end not included. */
export interface Run {
  readonly start: number;
  readonly end: number;
}

/**
 * Divides a sequence into runs so that their costs have the smallest sum.
 *
 * @param cost of a run; `undefined` where it and all longer ones with its start are impossible. One item is always
 * possible.
 */
export function cheapestRuns(length: number, cost: (run: Run) => number | undefined): Run[] {
  // For each position, the cheapest division of all before it, told by its last run.
  const best: Division[] = [{ start: 0, cost: 0 }];
  for (let start = 0; start < length; start += 1) {
    for (let end = start + 1; end <= length; end += 1) {
      const runCost = cost({ start, end });
      if (runCost === undefined) break;
      const total = costAt(best, start) + runCost;
      if (total < costAt(best, end)) best[end] = { start, cost: total };
    }
  }
  return traceBack(best, length);
}

interface Division extends Pick<Run, 'start'> {
  readonly cost: number;
}

function costAt(best: readonly Division[], position: number): number {
  return best[position]?.cost ?? Infinity;
}

function traceBack(best: readonly Division[], length: number): Run[] {
  const runs: Run[] = [];
  for (let end = length; end > 0;) {
    const start = best[end]?.start ?? 0;
    runs.push({ start, end });
    end = start;
  }
  return runs.reverse();
}
