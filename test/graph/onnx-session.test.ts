import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../src/graph/graph-builder.ts';
import { ElementType } from '../../src/graph/onnx-protobuf.ts';
import { onnxRuntimeVersion, openSession, saveOptimized, tensor } from '../../src/graph/onnx-session.ts';
import { writeModel } from '../../src/graph/write-model.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const settings = { threads: 1, allowSpinning: false } as const;
const SIZE = 64;

async function writeProduct(path: string): Promise<void> {
  const graph = new GraphBuilder('product');
  graph.input('x', ElementType.float32, ['rows', SIZE]);
  const weight = graph.weight('w', [SIZE, SIZE], () => seededNoise(SIZE * SIZE, 1));
  graph.operation('MatMul', ['x', weight], { outputs: ['y'] });
  graph.output('y', ElementType.float32, ['rows', SIZE]);
  await writeModel(graph, path);
}

async function multiply(path: string, optimization: 'disabled' | 'all'): Promise<unknown> {
  const session = await openSession(path, { ...settings, optimization });
  const outputs = await session.run({ x: tensor('float32', seededNoise(2 * SIZE, 2), [2, SIZE]) });
  await session.release();
  return outputs['y']?.data;
}

describe('saveOptimized', () => {
  it('saves a graph that computes the same without being optimised again', async () => {
    const folder = temporaryFolder();
    const [raw, optimized] = [join(folder, 'raw.onnx'), join(folder, 'fast.onnx')];
    await writeProduct(raw);
    await saveOptimized(raw, optimized, 'fast.onnx.weights');
    expect(existsSync(join(folder, 'fast.onnx.weights'))).toBe(true);
    expect(await multiply(optimized, 'disabled')).toEqual(await multiply(raw, 'all'));
  });
});

describe('openSession', () => {
  it('says what ONNX Runtime says about a file that is none of its own', async () => {
    await expect(
      openSession(join(temporaryFolder(), 'none.onnx'), { ...settings, optimization: 'all' }),
    ).rejects.toThrow(/none\.onnx failed/);
  });
});

describe('tensor', () => {
  it('is laid over its data without a copy', () => {
    const data = Float32Array.of(1, 2, 3, 4);
    const { data: inside, dims, type } = tensor('float32', data.subarray(2), [2, 1]);
    data[3] = 9;
    expect([[...(inside as Float32Array)], dims, type]).toEqual([[3, 9], [2, 1], 'float32']);
    expect(tensor('int64', BigInt64Array.of(1n), []).dims).toEqual([]);
    expect(tensor('int32', Int32Array.of(1), [1]).type).toBe('int32');
  });
});

describe('onnxRuntimeVersion', () => {
  it('is the pinned one', () => {
    expect(onnxRuntimeVersion()).toBe('1.30.0');
  });
});
