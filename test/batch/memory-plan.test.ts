import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { neededBytes } from '../../src/batch/memory-need.ts';
import { planMemory } from '../../src/batch/memory-plan.ts';
import { errorOf } from '../helpers/error-of.ts';

const MIB = 2 ** 20;
const need = { sharedBytes: 300 * MIB, occasionalBytes: 0, workerBytes: 100 * MIB, rowBytes: 50 * MIB };
const wanted = { workers: 2, batchSize: 8 };
const plan = (mebibytes: number, mostWindows?: number) =>
  planMemory({ wanted, need, mostWindows, limit: { bytes: mebibytes * MIB, source: 'the control group /a' } });

describe('planMemory', () => {
  it('leaves what fits as it is', () => {
    expect(plan(1300)).toEqual({
      ...wanted,
      memory: { limitBytes: 1300 * MIB, limitSource: 'the control group /a', plannedBytes: 1300 * MIB },
    });
  });

  it('lowers batches first, then workers, and says from what to what', () => {
    expect(plan(1200)).toEqual({
      workers: 2,
      batchSize: 7,
      memory: {
        limitBytes: 1200 * MIB,
        limitSource: 'the control group /a',
        plannedBytes: 1200 * MIB,
        note:
          '2 workers with batches of 8 would take 1.27 GiB, the control group /a has room for 1.17 GiB: ' +
          'it is 2 workers with batches of 7, for 1.17 GiB.',
      },
    });
    expect(plan(700)).toMatchObject({ workers: 2, batchSize: 2 });
    expect(plan(699)).toMatchObject({ workers: 1, batchSize: 5 });
    expect(plan(450)).toMatchObject({ workers: 1, batchSize: 1 });
  });

  it('counts only rows that will be used, and stays within the limit where there are more', () => {
    expect(plan(600, 2)).toEqual({
      workers: 2,
      batchSize: 1,
      memory: { limitBytes: 600 * MIB, limitSource: 'the control group /a', plannedBytes: 600 * MIB },
    });
    expect(plan(450, 1)).toMatchObject({ workers: 1, batchSize: 1, memory: { plannedBytes: 450 * MIB } });
    expect(plan(1250, 6)).toMatchObject({ workers: 2, batchSize: 7, memory: { plannedBytes: 800 * MIB } });
    expect(plan(1250, 6).memory.note).toBeUndefined();
    expect(plan(700, 6)).toMatchObject({ workers: 2, batchSize: 2 });
    expect(plan(700, 6).memory.note).toMatch(/^2 workers with batches of 8 would take 800 MiB/);
  });

  it('keeps weights in memory that are read now and then, unless there would be no room for a single window', () => {
    const limited = (mebibytes: number) => ({ bytes: mebibytes * MIB, source: 'the machine' });
    const planIn = (mebibytes: number) =>
      planMemory({ wanted, need: { ...need, occasionalBytes: 100 * MIB }, limit: limited(mebibytes) });
    expect(planIn(1400)).toMatchObject({ ...wanted, memory: { plannedBytes: 1400 * MIB } });
    expect(planIn(550)).toMatchObject({ workers: 1, batchSize: 1, memory: { plannedBytes: 550 * MIB } });
    expect(planIn(549)).toMatchObject({ workers: 1, batchSize: 2, memory: { plannedBytes: 500 * MIB } });
    expect(errorOf(() => planIn(449)).message).toMatch(/^Expected 450 MiB of memory/);
  });

  it('refuses what cannot fit and names need and limit', () => {
    expect(errorOf(() => plan(449))).toEqual({
      code: 'ENVIRONMENT',
      message:
        'Expected 450 MiB of memory, for one worker that decodes one window at a time, ' +
        'found that the control group /a has room for 449 MiB.',
      remedy: 'Give the program more memory, or take a smaller model.',
    });
  });

  it('says how much has to be allowed where the user allowed too little, which is then enough', () => {
    const allow = (bytes: number) => () => planMemory({ wanted, need, limit: { bytes, source: 'the memory option' } });
    expect(errorOf(allow(80 * MIB))).toEqual({
      code: 'ENVIRONMENT',
      message:
        'Expected 450 MiB of memory, for one worker that decodes one window at a time, ' +
        'found that the memory option has room for 80 MiB.',
      remedy: 'Allow at least 450m with --memory (memoryBytes in a program), or take a smaller model.',
    });
    expect(allow(450 * MIB)()).toMatchObject({ workers: 1, batchSize: 1 });
  });

  it('never exceeds the limit nor what was asked for', () => {
    const sizes = fc.integer({ min: 450, max: 6000 });
    const count = (max: number) => fc.integer({ min: 1, max });
    fc.assert(
      fc.property(
        sizes,
        count(16),
        count(32),
        fc.option(count(99), { nil: undefined }),
        (size, workers, batch, most) => {
          const limit = { bytes: size * MIB, source: 'the machine' };
          const planned = planMemory({ wanted: { workers, batchSize: batch }, mostWindows: most, need, limit });
          expect(neededBytes(need, planned.workers, planned.batchSize)).toBeLessThanOrEqual(limit.bytes);
          expect(planned.workers).toBeLessThanOrEqual(workers);
          expect(planned.batchSize).toBeLessThanOrEqual(batch);
          expect(planned.batchSize).toBeGreaterThanOrEqual(1);
        },
      ),
    );
  });
});
