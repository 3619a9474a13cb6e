import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../src/graph/graph-builder.ts';
import { ElementType, placeOfWeight } from '../../src/graph/onnx-protobuf.ts';
import { openSession, tensor, type InferenceSession } from '../../src/graph/onnx-session.ts';
import { encodeModel, writeModel } from '../../src/graph/write-model.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const settings = { threads: 1, allowSpinning: false, optimization: 'disabled' } as const;
const first = Float32Array.from({ length: 2000 }, (_, index) => index / 7);
const second = Float32Array.of(3, 4);

/** y = x + first; z = x + second, both as external weights. */
function buildGraph(reads: string[] = []): GraphBuilder {
  const graph = new GraphBuilder('sums');
  graph.input('x', ElementType.float32, [1]);
  const weight = (name: string, values: Float32Array) =>
    graph.weight(name, [values.length], () => {
      reads.push(name);
      return values;
    });
  graph.operation('Add', ['x', weight('first', first)], { outputs: ['y'] });
  graph.operation('Add', ['x', weight('second', second)], { outputs: ['z'] });
  graph.output('y', ElementType.float32, [2000]);
  graph.output('z', ElementType.float32, [2]);
  return graph;
}

async function sums(session: InferenceSession): Promise<readonly Float32Array[]> {
  const { y, z } = await session.run({ x: tensor('float32', Float32Array.of(1), [1]) });
  await session.release();
  return [y!.data as Float32Array, z!.data as Float32Array];
}

const expected = [first, second].map((values) => values.map((value) => value + 1));

describe('writeModel', () => {
  it('writes weights beside the graph, from page boundaries on, each read once', async () => {
    const path = join(temporaryFolder(), 'sums.onnx');
    const reads: string[] = [];
    await writeModel(buildGraph(reads), path);
    expect(reads).toEqual(['first', 'second']);
    const bytes = readFileSync(`${path}.weights`);
    expect(bytes.length).toBe(8192 + 8);
    expect(bytes.readFloatLE(4 * 70)).toBe(10);
    expect([bytes.readFloatLE(8192), bytes.readFloatLE(8196)]).toEqual([3, 4]);
    expect(statSync(path).size).toBeLessThan(1000);
    expect(await sums(await openSession(path, settings))).toEqual(expected);
  });

  it('writes them to another file when asked to', async () => {
    const folder = temporaryFolder();
    await writeModel(buildGraph(), join(folder, 'sums.onnx'), { weightsPath: join(folder, 'other.bin') });
    expect(await sums(await openSession(join(folder, 'sums.onnx'), settings))).toEqual(expected);
  });
});

describe('placeOfWeight', () => {
  it('says where a graph has a weight, which another graph can then take from there', async () => {
    const folder = temporaryFolder();
    await writeModel(buildGraph(), join(folder, 'sums.onnx'));
    const graph = readFileSync(join(folder, 'sums.onnx'));
    const place = placeOfWeight(graph, 'second')!;
    expect(place).toEqual({ fileName: 'sums.onnx.weights', offset: 8192, byteLength: 8, elementType: 1 });
    expect(placeOfWeight(graph, 'third')).toBeUndefined();
    const reads: string[] = [];
    await writeModel(buildGraph(reads), join(folder, 'other.onnx'), { written: new Map([['second', place]]) });
    expect(reads).toEqual(['first']);
    expect(await sums(await openSession(join(folder, 'other.onnx'), settings))).toEqual(expected);
  });

  it('knows weights of half precision, which another graph takes as such', async () => {
    const folder = temporaryFolder();
    // 1 and -2.
    const build = (values: () => Uint16Array): GraphBuilder => {
      const graph = new GraphBuilder('halves');
      graph.operation('Cast', [graph.weight('half', [2], values)], {
        attributes: { to: ElementType.float32 },
        outputs: ['y'],
      });
      graph.output('y', ElementType.float32, [2]);
      return graph;
    };
    await writeModel(
      build(() => Uint16Array.of(0x3c00, 0xc000)),
      join(folder, 'one.onnx'),
    );
    const place = placeOfWeight(readFileSync(join(folder, 'one.onnx')), 'half')!;
    expect(place).toEqual({ fileName: 'one.onnx.weights', offset: 0, byteLength: 4, elementType: 10 });
    const unread = () => {
      throw new Error('Expected that it is taken from the other graph.');
    };
    await writeModel(build(unread), join(folder, 'other.onnx'), { written: new Map([['half', place]]) });
    const session = await openSession(join(folder, 'other.onnx'), settings);
    expect((await session.run({}))['y']!.data).toEqual(Float32Array.of(1, -2));
    await session.release();
  });

  it('finds none in a graph that holds its weights itself', () => {
    expect(placeOfWeight(encodeModel(buildGraph()), 'first')).toBeUndefined();
  });
});

describe('encodeModel', () => {
  it('keeps the weights inside', async () => {
    expect(await sums(await openSession(encodeModel(buildGraph()), settings))).toEqual(expected);
  });
});
