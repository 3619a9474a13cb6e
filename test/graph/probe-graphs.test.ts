import { describe, expect, it } from 'vitest';
import { tensor } from '../../src/graph/onnx-session.ts';
import { buildProbe, probeValues, type Probe } from '../../src/graph/probe-graphs.ts';
import { runGraph, valuesOf } from '../helpers/run-graph.ts';

/** Runs a probe and gives its one output. */
async function firstOf(probe: Probe): Promise<number> {
  const { graph, inputs } = buildProbe(probe);
  const feeds = Object.entries(inputs).map(([name, dims]) => {
    const length = dims.reduce((product, size) => product * size, 1);
    return [name, tensor('float32', probeValues(length), dims)] as const;
  });
  const values = valuesOf(await runGraph(graph, Object.fromEntries(feeds)), 'first');
  expect(values).toHaveLength(1);
  return values[0]!;
}

describe('buildProbe', () => {
  it('multiplies a chain of matrices and counts its operations', async () => {
    const probe = { kind: 'compute', rows: 3, widths: [4, 5, 2] } as const;
    expect(buildProbe(probe).work).toBe(2 * 3 * 4 * 5 + 2 * 3 * 5 * 2);
    const x = probeValues(4);
    const [first, second] = [probeValues(20), probeValues(10)];
    const hidden = [0, 1, 2, 3, 4].map((row) => Math.sqrt(3 / 4) * dot(first.subarray(4 * row, 4 * row + 4), x));
    expect(await firstOf(probe)).toBeCloseTo(Math.sqrt(3 / 5) * dot(second.subarray(0, 5), hidden), 5);
  });

  it('reads each block once and counts its bytes', async () => {
    const length = 1500 * 64;
    const data = probeValues(length);
    const probe = (operation: 'keys' | 'values' | 'maximum') => ({ kind: 'bandwidth', operation, heads: 2 }) as const;
    expect(buildProbe(probe('keys')).work).toBe(2 * 4 * length);
    expect(await firstOf(probe('keys'))).toBeCloseTo(dot(data.subarray(0, 64), probeValues(64)), 4);
    const column = Array.from({ length: 1500 }, (_, row) => data[64 * row]!);
    expect(await firstOf(probe('values'))).toBeCloseTo(dot(column, probeValues(1500)), 3);
    expect(await firstOf(probe('maximum'))).toBe(1);
  });
});

describe('probeValues', () => {
  it('repeats numbers from -1 to 1 and has as many as are asked for', () => {
    const values = probeValues(5000);
    expect([values.length, Math.min(...values), Math.max(...values)]).toEqual([5000, -1, 1]);
    expect(values.subarray(1009, 2018)).toEqual(values.subarray(0, 1009));
    expect(probeValues(3)).toEqual(values.subarray(0, 3));
  });
});

function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  return Array.from(a).reduce((sum, value, index) => sum + value * b[index]!, 0);
}
