import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isTemporaryName } from '../../src/output/atomic-write.ts';
import { comparable } from './comparable-results.ts';
import { failOperations, type FailurePlan } from './failing-operations.ts';

/** Makes one run into a folder and gives its exit status. */
export type Runner = (out: string) => Promise<number>;

/** What is wrong after a run in which an operation failed, and the run after it; empty when all is well. */
export interface FaultReport {
  /** Whether there was an operation of that number at all. */
  readonly hasFailed: boolean;
  readonly operation: string | undefined;
  readonly exitCode: number;
  readonly problems: readonly string[];
}

/** Runs with one failing operation, looks at what is left, runs again without, and compares with what should be there. */
export async function runWithFault(
  run: Runner,
  plan: FailurePlan,
  expected: Readonly<Record<string, unknown>>,
): Promise<FaultReport> {
  const operations = failOperations(plan);
  const exitCode = await run(plan.folder).finally(() => operations.restore());
  const operation = operations.failed();
  const problems = exitCode === 0 || exitCode === 3 ? [] : [`status ${String(exitCode)}`];
  problems.push(...damage(plan.folder, expected, operation === 'rm'));
  const again = await run(plan.folder);
  if (again !== 0) problems.push(`status ${String(again)} of the second run`);
  if (JSON.stringify(comparable(plan.folder)) !== JSON.stringify(expected)) problems.push('other results afterwards');
  problems.push(...damage(plan.folder, expected, false));
  return { hasFailed: operation !== undefined, operation, exitCode, problems };
}

/** Files that are half-written, or neither what they should be nor absent. */
function damage(out: string, expected: Readonly<Record<string, unknown>>, isRemovalExcused: boolean): string[] {
  const folder = join(out, 'benchmarks');
  const names = listed(folder);
  const temporary = isRemovalExcused ? [] : names.filter((name) => isTemporaryName(name));
  const texts = names.filter((name) => name.endsWith('.transcript.txt'));
  const wrong = texts.filter((name) => readFileSync(join(folder, name), 'utf8') !== expected[name]);
  const json = names.filter((name) => name.endsWith('.json') && !isJson(join(folder, name)));
  return [...temporary, ...wrong, ...json].map((name) => `${name} is left or wrong`);
}

function listed(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    // Not even the folder could be made.
    return [];
  }
}

function isJson(path: string): boolean {
  try {
    JSON.parse(readFileSync(path, 'utf8'));
    return true;
  } catch {
    // Told as a problem.
    return false;
  }
}
