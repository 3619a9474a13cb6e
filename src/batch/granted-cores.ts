import { coreBudget } from './core-budget.ts';

/** The core budget: as many cores as were asked for, and never more than this process may use. */
export function grantedCores(wanted = Infinity): number {
  return Math.min(wanted, coreBudget());
}
