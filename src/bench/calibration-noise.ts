import type { Calibration } from './measure-calibration.ts';

/** On an idle machine the median round is above nine tenths of the best one. */
const LEAST_STEADY_SHARE = 0.8;

/** A warning when the rounds of a probe that sets the roofline differ so much that something else was running. */
export function describeNoise({ measurements }: Calibration): string | undefined {
  const bests = new Map<string, number>();
  const keyOf = ({ resource, cores }: (typeof measurements)[number]): string => `${resource} ${String(cores)}`;
  for (const measured of measurements) {
    bests.set(keyOf(measured), Math.max(bests.get(keyOf(measured)) ?? 0, measured.bestPerSecond));
  }
  const deciding = measurements.filter((measured) => bests.get(keyOf(measured)) === measured.bestPerSecond);
  const unsteady = deciding.find(({ medianPerSecond, bestPerSecond }) => {
    return medianPerSecond < LEAST_STEADY_SHARE * bestPerSecond;
  });
  if (!unsteady) return undefined;
  const share = ((100 * unsteady.medianPerSecond) / unsteady.bestPerSecond).toFixed(0);
  return (
    `"${unsteady.name}" ran at ${share} % of its best in its median round: something else uses this processor; ` +
    'calibrate again when it is idle'
  );
}
