import type { Clock } from '../clock.ts';
import { WhisperBatchError, type ErrorRecord } from '../errors.ts';
import type { RooflineCalibration } from '../metrics/roofline.ts';
import type { MachineDescription } from '../metrics/run-report.ts';
import type { PointRunner, RunOutcome } from './point-runner.ts';
import { outclassed } from './outclassed.ts';
import { medianFigures, ratePoints } from './rate-points.ts';
import { scheduleRuns, type ScheduledRun } from './schedule.ts';
import { USUAL_REPETITIONS, type SweepConfiguration } from './sweep-configuration.ts';
import type { JournalEntry, SweepJournal } from './sweep-journal.ts';
import type { GridPoint, SweepResult } from './sweep-result.ts';

/** What a sweep measures. */
export interface SweepPlan {
  readonly configuration: SweepConfiguration;
  readonly machine: MachineDescription;
  readonly coreBudget: number;
  readonly points: readonly GridPoint[];
  /** What the machine can do at most, where that was measured. */
  readonly roofline?: RooflineCalibration;
}

/** Told how a sweep goes on. */
export interface SweepListener {
  /** So many of all runs were found in the journal. */
  readonly resumed: (doneCount: number, totalCount: number) => void;
  readonly warmingUp: () => void;
  readonly runStarted: (standing: SweepStanding) => void;
  readonly pointFailed: (point: GridPoint, error: ErrorRecord) => void;
}

/** Where a sweep is. */
export interface SweepStanding {
  /** Of the present round, from 1. */
  readonly pointNumber: number;
  readonly pointCount: number;
  readonly repetition: number;
  readonly repetitionCount: number;
  /** From the mean of the runs so far. */
  readonly secondsLeft: number;
}

/** What a sweep works with. */
export interface SweepTools {
  readonly runPoint: PointRunner;
  readonly journal: SweepJournal;
  readonly listener: SweepListener;
  readonly clock: Clock;
  readonly now: () => Date;
  readonly signal: AbortSignal;
}

/**
 * Measures every point as often as configured, in rounds, and rates the points.
 *
 * A point that fails is not run again and becomes a row that says why; what already fails in the unmeasured run before
 * the first round is thrown. Runs that the journal holds are not made again, nor, where no number was asked for, further
 * ones of a point that another leaves far behind.
 *
 * @throws WhisperBatchError `CANCELLED` once the signal is aborted, else what the first run failed with
 */
export async function runSweep(plan: SweepPlan, tools: SweepTools): Promise<SweepResult> {
  const { points, configuration } = plan;
  const runs = scheduleRuns(points, configuration.repetitions ?? USUAL_REPETITIONS);
  const done = new Map(tools.journal.entries.map((entry) => [placeOf(entry.pointId, entry.repetition), entry]));
  const isDone = ({ point, repetition }: ScheduledRun) => done.has(placeOf(point.id, repetition));
  const doneCount = runs.filter(isDone).length;
  const behind = outclassedBy([...done.values()], points, configuration);
  const open = runs.filter((run) => !isDone(run) && !behind.has(run.point.id));
  if (doneCount > 0) tools.listener.resumed(doneCount, doneCount + open.length);
  const { entries, failures } = await makeRuns(open, [...done.values()], plan, tools);
  for (const entry of entries) done.set(placeOf(entry.pointId, entry.repetition), entry);
  const kept = runs.flatMap(({ point, repetition }) => done.get(placeOf(point.id, repetition)) ?? []);
  return assembleResult(plan, { kept, failures, now: tools.now });
}

interface MadeRuns {
  readonly entries: readonly JournalEntry[];
  /** By the id of the point. */
  readonly failures: ReadonlyMap<string, ErrorRecord>;
}

// What was measured of them so far says enough.
function outclassedBy(
  entries: readonly JournalEntry[],
  points: readonly GridPoint[],
  { repetitions }: SweepConfiguration,
): ReadonlySet<string> {
  if (repetitions !== undefined) return new Set();
  return outclassed(
    points.flatMap(({ id }) => {
      const median = medianFigures(entries.filter(({ pointId }) => pointId === id).map(({ run }) => run));
      return median ? [{ id, median }] : [];
    }),
  );
}

async function makeRuns(
  open: readonly ScheduledRun[],
  earlier: readonly JournalEntry[],
  plan: SweepPlan,
  tools: SweepTools,
): Promise<MadeRuns> {
  const entries: JournalEntry[] = [];
  const failures = new Map<string, ErrorRecord>();
  let startedCount = 0;
  const startedAt = tools.clock();
  if (open.length > 0) await warmUp(plan.points, tools);
  for (const [index, { point, repetition }] of open.entries()) {
    const standingPoints = plan.points.filter(({ id }) => !failures.has(id));
    const behind = outclassedBy([...earlier, ...entries], standingPoints, plan.configuration);
    if (failures.has(point.id) || behind.has(point.id)) continue;
    const meanSeconds = (tools.clock() - startedAt) / ++startedCount;
    const place = standing({ point, repetition }, open, plan);
    tools.listener.runStarted({ ...place, secondsLeft: meanSeconds * (open.length - index) });
    const outcome = await tools.runPoint(point, tools.signal);
    if (outcome.kind === 'failed') {
      failures.set(point.id, outcome.error);
      tools.listener.pointFailed(point, outcome.error);
    } else {
      const entry = toEntry({ point, repetition }, outcome, tools.now());
      await tools.journal.append(entry);
      entries.push(entry);
    }
  }
  return { entries, failures };
}

// Compiles the model if that is still to do, brings model and audio into the file cache, and finds what fails anyway.
async function warmUp(points: readonly GridPoint[], { runPoint, listener, signal }: SweepTools): Promise<void> {
  const [smallest] = points.toSorted((left, right) => sizeOf(left) - sizeOf(right) || right.threads - left.threads);
  if (smallest === undefined) return;
  listener.warmingUp();
  const outcome = await runPoint(smallest, signal);
  if (outcome.kind === 'measured') return;
  const { code, message, remedy } = outcome.error;
  throw new WhisperBatchError(code, message, remedy);
}

function sizeOf({ workers, batchSize }: GridPoint): number {
  return workers * batchSize;
}

// Points that the journal holds already count as done at the start of their round.
function standing(
  { point, repetition }: ScheduledRun,
  open: readonly ScheduledRun[],
  { points, configuration }: SweepPlan,
): Omit<SweepStanding, 'secondsLeft'> {
  const round = open.filter((run) => run.repetition === repetition);
  const before = round.findIndex((run) => run.point.id === point.id);
  return {
    pointNumber: points.length - round.length + before + 1,
    pointCount: points.length,
    repetition,
    repetitionCount: configuration.repetitions ?? USUAL_REPETITIONS,
  };
}

function toEntry(
  { point, repetition }: ScheduledRun,
  { run, audio }: Extract<RunOutcome, { kind: 'measured' }>,
  now: Date,
): JournalEntry {
  return { pointId: point.id, repetition, measuredAt: now.toISOString(), run, audio };
}

interface SweepEnd {
  readonly kept: readonly JournalEntry[];
  readonly failures: ReadonlyMap<string, ErrorRecord>;
  readonly now: () => Date;
}

function assembleResult(plan: SweepPlan, { kept, failures, now }: SweepEnd): SweepResult {
  const measured = plan.points.map((point) => ({
    point,
    repetitions: kept.filter(({ pointId }) => pointId === point.id).map(({ run }) => run),
    failure: failures.get(point.id),
  }));
  const points = ratePoints(measured);
  const [earliest] = kept.map(({ measuredAt }) => measuredAt).toSorted();
  return {
    startedAt: earliest ?? now().toISOString(),
    configuration: plan.configuration,
    machine: plan.machine,
    coreBudget: plan.coreBudget,
    audio: kept[0]?.audio ?? { fileCount: 0, audioSeconds: 0 },
    ...(plan.roofline === undefined ? {} : { roofline: plan.roofline }),
    points,
    recommendedId: points.find(({ isRecommended }) => isRecommended)?.id,
  };
}

function placeOf(pointId: string, repetition: number): string {
  return `${pointId} ${String(repetition)}`;
}
