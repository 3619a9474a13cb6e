declare const sorted: unique symbol;

/** Numbers in ascending order; only {@link sortSamples} makes them, so that no percentile of unsorted numbers compiles. */
export type SortedSamples = readonly number[] & { readonly [sorted]: true };

/** The spread of one measured quantity, in its own unit; every figure is `null` when nothing was measured. */
export interface SampleSummary {
  readonly min: number | null;
  readonly mean: number | null;
  readonly median: number | null;
  readonly p90: number | null;
  readonly p95: number | null;
  readonly max: number | null;
}

/**
 * The samples in ascending order, as a copy.
 *
 * @throws RangeError when one is not a finite number
 */
export function sortSamples(values: readonly number[]): SortedSamples {
  const stray = values.find((value) => !Number.isFinite(value));
  if (stray !== undefined) throw new RangeError(`Expected finite samples, found ${String(stray)}.`);
  return values.toSorted((left, right) => left - right) as readonly number[] as SortedSamples;
}

/** The arithmetic mean; `null` of nothing. */
export function mean(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/**
 * The percentile at a fraction from 0 to 1, interpolated linearly between the samples beside rank (n − 1) × fraction.
 *
 * The only definition in the program; the median is the percentile at 0.5. `null` of nothing.
 */
export function percentile(samples: SortedSamples, fraction: number): number | null {
  const rank = (samples.length - 1) * fraction;
  const below = samples[Math.floor(rank)];
  const above = samples[Math.ceil(rank)];
  if (below === undefined || above === undefined) return null;
  return below + (above - below) * (rank - Math.floor(rank));
}

/** Least, mean, median, 90th and 95th percentile, and greatest of the samples, in any order. */
export function summarizeSamples(values: readonly number[]): SampleSummary {
  const samples = sortSamples(values);
  return {
    min: samples[0] ?? null,
    mean: mean(samples),
    median: percentile(samples, 0.5),
    p90: percentile(samples, 0.9),
    p95: percentile(samples, 0.95),
    max: samples.at(-1) ?? null,
  };
}
