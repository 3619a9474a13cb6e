import { describe, expect, it } from 'vitest';
import { outclassed } from '../../src/bench/outclassed.ts';
import { measuredRun } from './example-sweep.ts';

const pointOf = (id: string, speed: number, latency: number) => ({ id, median: measuredRun(speed, latency).run });

describe('outclassed', () => {
  it('names points that another beats by a quarter in throughput and latency', () => {
    const points = [
      pointOf('best', 20, 8),
      pointOf('close', 16.1, 10),
      pointOf('far', 16, 10),
      pointOf('farther', 9, 20),
    ];
    expect([...outclassed(points)]).toEqual(['far', 'farther']);
  });

  it('names none that is better in one of the two', () => {
    expect([...outclassed([pointOf('fast', 40, 10), pointOf('prompt', 10, 9), pointOf('alike', 39, 9.9)])]).toEqual([]);
  });

  it('names none of nothing, and not the only one', () => {
    expect([...outclassed([])]).toEqual([]);
    expect([...outclassed([pointOf('only', 1, 1)])]).toEqual([]);
  });
});
