/** What was seen of a process at one moment of a long run. */
export interface Sample {
  readonly seconds: number;
  /** Finished so far. */
  readonly files: number;
  readonly residentMb: number;
  readonly privateMb: number;
  readonly threads: number;
  readonly descriptors: number;
}

/** A straight line through points: how much it rises in 100 files, and half the width of that figure's 95 % interval. */
export interface Slope {
  readonly slope: number;
  readonly halfWidth: number;
}

/** What grew in a run, and by how much. */
export interface Verdict {
  /** In MB per 100 files. */
  readonly resident: Slope;
  readonly private: Slope;
  readonly firstFile: number;
  readonly lastFile: number;
  readonly threads: string;
  readonly descriptors: string;
  /** Why it failed; none where it passed. */
  readonly reasons: readonly string[];
}

/** Samples are averaged over so many files, as neighbouring ones say the same. 1,650 files are enough to judge. */
export const FILES_PER_POINT = 50;

const MOST_MB_PER_100_FILES = 1;
/** What caches, the heap and memory pools take until they are full is no leak. */
const WARM_UP_SHARE = 1 / 3;
/** The heap rises by some 12 MB between two full collections, hundreds of files apart: fewer points show but one rise. */
const LEAST_POINTS = 20;
/** Of Student's distribution, two-sided 95 %, for 20 points; for many it is 1.96. */
const T_VALUE = 2.1;

/** Judges the samples of a run, its first third left out. */
export function judgeGrowth(samples: readonly Sample[], failures: readonly string[]): Verdict {
  const last = samples.at(-1)?.files ?? 0;
  // When the last file is done, threads and files are on their way out.
  const warm = samples.filter(({ files }) => files >= last * WARM_UP_SHARE && files < last);
  const points = averages(warm);
  const resident = fitSlope(points.map(({ residentMb }) => residentMb));
  const [threads, descriptors] = [warm.map((sample) => sample.threads), warm.map((sample) => sample.descriptors)];
  const isEnough = points.length >= LEAST_POINTS;
  return {
    resident,
    private: fitSlope(points.map(({ privateMb }) => privateMb)),
    firstFile: warm[0]?.files ?? 0,
    lastFile: last,
    threads: range(threads),
    descriptors: range(descriptors),
    reasons: [
      ...failures,
      ...(isEnough ? [] : [`${String(last)} files are too few to tell`]),
      ...(resident.slope > MOST_MB_PER_100_FILES ? ['memory grows'] : []),
      ...(grows(threads) ? ['threads grow'] : []),
      ...(grows(descriptors) ? ['descriptors grow'] : []),
    ],
  };
}

/** The verdict in a few lines. */
export function describeVerdict({ reasons, ...verdict }: Verdict): string {
  const slope = ({ slope: most, halfWidth }: Slope) =>
    `${most.toFixed(2)} MB per 100 files (95 % confidence ${(most - halfWidth).toFixed(2)} to ${(most + halfWidth).toFixed(2)})`;
  if (Number.isNaN(verdict.resident.slope)) return `FAILED: ${reasons.join(', ')}`;
  return [
    `from file ${String(verdict.firstFile)} to ${String(verdict.lastFile)}:`,
    `  resident memory: ${slope(verdict.resident)}`,
    `  private memory: ${slope(verdict.private)}`,
    `  threads: ${verdict.threads}`,
    `  descriptors: ${verdict.descriptors}`,
    reasons.length === 0 ? 'PASSED' : `FAILED: ${reasons.join(', ')}`,
  ].join('\n');
}

function averages(samples: readonly Sample[]): { readonly residentMb: number; readonly privateMb: number }[] {
  const groups = new Map<number, Sample[]>();
  for (const sample of samples) {
    const point = Math.floor(sample.files / FILES_PER_POINT);
    groups.set(point, [...(groups.get(point) ?? []), sample]);
  }
  // The first and the last hold a part of their files only.
  return [...groups.values()].slice(1, -1).map((group) => ({
    residentMb: mean(group.map(({ residentMb }) => residentMb)),
    privateMb: mean(group.map(({ privateMb }) => privateMb)),
  }));
}

/** Least squares over neighbouring points. */
function fitSlope(values: readonly number[]): Slope {
  const count = values.length;
  const pointsPer100Files = 100 / FILES_PER_POINT;
  const [middleX, middleY] = [(count - 1) / 2, mean(values)];
  const spread = values.reduce((sum, _, index) => sum + (index - middleX) ** 2, 0);
  const slope = values.reduce((sum, value, index) => sum + (index - middleX) * (value - middleY), 0) / spread;
  const errors = values.reduce((sum, value, index) => sum + (value - middleY - slope * (index - middleX)) ** 2, 0);
  const halfWidth = T_VALUE * Math.sqrt(errors / (count - 2) / spread);
  return { slope: slope * pointsPer100Files, halfWidth: halfWidth * pointsPer100Files };
}

/** Whether the fewest in the last third are more than the fewest in the first: what comes and goes does not count. */
function grows(counts: readonly number[]): boolean {
  const third = Math.ceil(counts.length / 3);
  return Math.min(...counts.slice(-third)) > Math.min(...counts.slice(0, third));
}

function range(counts: readonly number[]): string {
  const [least, most] = [Math.min(...counts), Math.max(...counts)];
  return least === most ? String(most) : `${String(least)} to ${String(most)}`;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
