import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { PointRunner, RunOutcome } from '../../src/bench/point-runner.ts';
import { runSweep, type SweepListener, type SweepStanding } from '../../src/bench/run-sweep.ts';
import { openJournal, type SweepJournal } from '../../src/bench/sweep-journal.ts';
import { WhisperBatchError } from '../../src/errors.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { runReport } from '../output/example-run.ts';
import { gridPoints, measuredRun, sweepConfiguration } from './example-sweep.ts';

const grid = { workers: [1, 2], threads: [1], batch_size: [4, 8], repetitions: 2 };
const points = gridPoints(grid);
const ids = points.map(({ id }) => id);
const crash = { code: 'WORKER_FAILED', message: 'It ended.', remedy: 'Wait.' } as const;

/** Speed grows with workers and batch. */
function succeed({ workers, batchSize }: { readonly workers: number; readonly batchSize: number }): RunOutcome {
  return { kind: 'measured', ...measuredRun(workers * 10 + batchSize, 5) };
}

function newJournal(): Promise<SweepJournal> {
  return openJournal({ path: join(temporaryFolder(), 'journal.jsonl'), key: 'k', startsAnew: false });
}

interface Scripted {
  readonly runPoint?: PointRunner;
  readonly journal?: SweepJournal;
  readonly changes?: object;
}

/** A sweep of which every run takes a second; gives what was run and told as well. */
async function sweep({ runPoint = (point) => Promise.resolve(succeed(point)), journal, changes = {} }: Scripted) {
  const runs: string[] = [];
  const told: string[] = [];
  const standings: SweepStanding[] = [];
  let seconds = 0;
  const listener: SweepListener = {
    resumed: (done, total) => told.push(`resumed ${String(done)}/${String(total)}`),
    warmingUp: () => told.push('warming up'),
    runStarted: (standing) => standings.push(standing),
    pointFailed: ({ id }, { message }) => told.push(`${id}: ${message}`),
  };
  const counted: PointRunner = (point, signal) => {
    seconds += 1;
    runs.push(point.id);
    return runPoint(point, signal);
  };
  const result = await runSweep(
    {
      configuration: sweepConfiguration({ ...grid, ...changes }),
      machine: runReport([]).machine,
      coreBudget: 2,
      points,
    },
    {
      runPoint: counted,
      journal: journal ?? (await newJournal()),
      listener,
      clock: () => seconds,
      now: () => new Date(Date.UTC(2026, 0, 1, 0, 0, seconds)),
      signal: new AbortController().signal,
    },
  );
  return { result, runs, told, standings };
}

describe('runSweep', () => {
  it('warms up with the smallest point, then measures all in rounds, and recommends the best', async () => {
    const { result, runs, told } = await sweep({});
    expect(runs[0]).toBe('w1-t1-b4-fp32-spin0');
    expect([runs.slice(1, 5).sort(), runs.slice(5).sort()]).toEqual([ids.toSorted(), ids.toSorted()]);
    expect(told).toEqual(['warming up']);
    expect(result).toMatchObject({
      startedAt: '2026-01-01T00:00:02.000Z',
      coreBudget: 2,
      audio: { fileCount: 2, audioSeconds: 20 },
      recommendedId: 'w2-t1-b8-fp32-spin0',
    });
    expect(result.points.map(({ id, repetitions }) => [id, repetitions.length])).toEqual(ids.map((id) => [id, 2]));
  });

  it('tells where it is and guesses the time left from the runs so far', async () => {
    const { standings } = await sweep({});
    expect(standings.map((standing) => Object.values(standing).join(' '))).toEqual([
      '1 4 1 2 8',
      '2 4 1 2 7',
      '3 4 1 2 6',
      '4 4 1 2 5',
      '1 4 2 2 4',
      '2 4 2 2 3',
      '3 4 2 2 2',
      '4 4 2 2 1',
    ]);
  });

  it('makes a failed point a row that says why, and does not run it again', async () => {
    const runPoint: PointRunner = (point) =>
      Promise.resolve(point.id === ids[3] ? { kind: 'failed', error: crash } : succeed(point));
    const { result, runs, told } = await sweep({ runPoint });
    expect(runs.filter((id) => id === ids[3])).toHaveLength(1);
    expect(told).toEqual(['warming up', `${ids[3]!}: It ended.`]);
    expect(result.points[3]).toMatchObject({
      failure: { code: 'WORKER_FAILED', message: 'It ended.' },
      repetitions: [],
    });
    expect(result.recommendedId).toBe(ids[2]);
  });

  it('does not repeat a point that another leaves far behind, in resumed sweeps neither', async () => {
    const path = join(temporaryFolder(), 'journal.jsonl');
    const open = () => openJournal({ path, key: 'k', startsAnew: false });
    const runPoint: PointRunner = (point) =>
      Promise.resolve({ kind: 'measured', ...measuredRun(point.workers * 10, 10 / point.workers) });
    const changes = { repetitions: undefined };
    const { result, runs } = await sweep({ runPoint, journal: await open(), changes });
    expect(result.points.map(({ repetitions }) => repetitions.length)).toEqual([1, 1, 2, 2]);
    expect(runs).toHaveLength(1 + 4 + 2);
    const again = await sweep({ runPoint, journal: await open(), changes });
    expect([again.runs, again.told]).toEqual([[], ['resumed 6/6']]);
    expect(again.result).toEqual(result);
    const all = await sweep({ runPoint, journal: await open(), changes: { repetitions: 2 } });
    expect(all.result.points.map(({ repetitions }) => repetitions.length)).toEqual([2, 2, 2, 2]);
  });

  it('repeats a point again once the one that was far better has failed', async () => {
    const rounds = new Map<string, number>();
    const runPoint: PointRunner = (point) => {
      const round = (rounds.get(point.id) ?? 0) + 1;
      rounds.set(point.id, round);
      if (point.workers === 2 && round > 1) return Promise.resolve({ kind: 'failed', error: crash });
      return Promise.resolve({ kind: 'measured', ...measuredRun(point.workers * 10, 10 / point.workers) });
    };
    const { result } = await sweep({ runPoint, changes: { repetitions: undefined } });
    expect(result.points.slice(0, 2).every(({ repetitions }) => repetitions.length > 1)).toBe(true);
    expect(result.points.slice(2).map(({ failure }) => failure?.code)).toEqual(['WORKER_FAILED', 'WORKER_FAILED']);
  });

  it('ends with what already the warm-up fails with', async () => {
    const runPoint: PointRunner = () => Promise.resolve({ kind: 'failed', error: crash });
    expect(await rejectionOf(sweep({ runPoint }))).toEqual(crash);
  });

  it('keeps what was finished before it was stopped, and goes on there', async () => {
    const path = join(temporaryFolder(), 'journal.jsonl');
    const open = () => openJournal({ path, key: 'k', startsAnew: false });
    let count = 0;
    const stopAtFifth: PointRunner = (point) =>
      ++count === 5
        ? Promise.reject(new WhisperBatchError('CANCELLED', 'The sweep was stopped.', ''))
        : Promise.resolve(succeed(point));
    expect(await rejectionOf(sweep({ runPoint: stopAtFifth, journal: await open() }))).toMatchObject({
      code: 'CANCELLED',
    });
    const resumed = await sweep({ journal: await open() });
    expect(resumed.told).toEqual(['resumed 3/8', 'warming up']);
    expect(resumed.runs).toHaveLength(1 + 5);
    expect(resumed.standings[0]).toMatchObject({ pointNumber: 4, pointCount: 4, repetition: 1 });
    expect(resumed.result.points).toEqual((await sweep({})).result.points);
  });

  it('runs nothing when all is there, and only the new rounds when more repetitions are asked for', async () => {
    const path = join(temporaryFolder(), 'journal.jsonl');
    const open = () => openJournal({ path, key: 'k', startsAnew: false });
    const { result } = await sweep({ journal: await open() });
    const again = await sweep({ journal: await open() });
    expect([again.runs, again.told]).toEqual([[], ['resumed 8/8']]);
    expect(again.result).toEqual(result);
    const more = await sweep({ journal: await open(), changes: { repetitions: 3 } });
    expect(more.runs).toHaveLength(1 + 4);
    expect(more.result.points.every(({ repetitions }) => repetitions.length === 3)).toBe(true);
  });
});
