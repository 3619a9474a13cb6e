import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { paretoBest, recommend, type RatedPoint } from '../../src/bench/pareto.ts';
import { figuresOf } from './example-sweep.ts';

function rated(...points: readonly (readonly [throughput: number, p95: number, memory?: number])[]): RatedPoint[] {
  return points.map(([throughput, p95, memory = 1], index) => ({
    id: String(index),
    median: figuresOf(throughput, p95, memory),
  }));
}

const figure = fc.integer({ min: 1, max: 20 });
const anyPoints = fc
  .array(fc.tuple(figure, figure, figure), { minLength: 1, maxLength: 12 })
  .map((points) => rated(...points));

describe('paretoBest', () => {
  it('keeps what nothing else beats in both', () => {
    expect([...paretoBest(rated([10, 5], [12, 6], [9, 4], [10, 6], [12, 7]))]).toEqual(['0', '1', '2']);
  });

  it('keeps equals side by side', () => {
    expect([...paretoBest(rated([10, 5], [10, 5]))]).toEqual(['0', '1']);
  });

  it('always holds the fastest and the promptest, and nothing that another beats', () => {
    fc.assert(
      fc.property(anyPoints, (points) => {
        const best = paretoBest(points);
        const speed = ({ median }: RatedPoint) => median.throughputAudioSecondsPerSecond;
        const latency = ({ median }: RatedPoint) => median.latencySeconds.p95;
        const kept = points.filter(({ id }) => best.has(id));
        expect(Math.max(...kept.map(speed))).toBe(Math.max(...points.map(speed)));
        expect(Math.min(...kept.map(latency))).toBe(Math.min(...points.map(latency)));
        const beats = (one: RatedPoint, other: RatedPoint) =>
          speed(one) > speed(other) && latency(one) < latency(other);
        expect(kept.filter((point) => points.some((other) => beats(other, point)))).toEqual([]);
      }),
    );
  });
});

describe('recommend', () => {
  it('takes the highest throughput', () => {
    expect(recommend(rated([10, 1], [12, 9], [11, 2]))).toBe('1');
  });

  it('takes the lower latency among throughputs within 2 %', () => {
    expect(recommend(rated([100, 9], [98, 5], [97.9, 1]))).toBe('1');
  });

  it('takes the smaller memory where latencies lie within 2 % too', () => {
    expect(recommend(rated([100, 5, 30], [99, 5.1, 20], [98, 5.2, 10]))).toBe('1');
  });

  it('recommends nothing of nothing', () => {
    expect(recommend([])).toBeUndefined();
  });

  it('never recommends what is slower than the fastest by more than noise', () => {
    fc.assert(
      fc.property(anyPoints, (points) => {
        const speeds = new Map(points.map(({ id, median }) => [id, median.throughputAudioSecondsPerSecond]));
        expect(speeds.get(recommend(points) ?? '')).toBeGreaterThanOrEqual(0.98 * Math.max(...speeds.values()));
      }),
    );
  });
});
