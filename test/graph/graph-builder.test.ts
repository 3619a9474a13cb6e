import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../src/graph/graph-builder.ts';
import { ElementType } from '../../src/graph/onnx-protobuf.ts';
import { tensor } from '../../src/graph/onnx-session.ts';
import { runGraph, valuesOf } from '../helpers/run-graph.ts';

describe('GraphBuilder', () => {
  it('collects inputs, outputs, operations and their attributes', () => {
    const graph = new GraphBuilder('small');
    const x = graph.input('x', ElementType.float32, ['rows', 4]);
    const y = graph.operation('Gemm', [x, 'w'], { attributes: { transB: 1, alpha: { float: 0.5 } } });
    graph.operation('Odd', [y], {
      domain: 'com.microsoft',
      attributes: { mode: 'a', sizes: [1, 2] },
      outputs: ['z', ''],
    });
    graph.output('z', ElementType.int32, [3]);
    const built = graph.build([{ name: 'w', dataType: ElementType.float32, dims: [2, 4] }]);
    expect(built).toEqual({
      name: 'small',
      node: [
        {
          name: 'Gemm_0',
          opType: 'Gemm',
          domain: '',
          input: ['x', 'w'],
          output: ['Gemm_0'],
          attribute: [
            { name: 'transB', type: 2, i: 1 },
            { name: 'alpha', type: 1, f: 0.5 },
          ],
        },
        {
          name: 'Odd_1',
          opType: 'Odd',
          domain: 'com.microsoft',
          input: ['Gemm_0'],
          output: ['z', ''],
          attribute: [
            { name: 'mode', type: 3, s: Buffer.from('a') },
            { name: 'sizes', type: 7, ints: [1, 2] },
          ],
        },
      ],
      initializer: [{ name: 'w', dataType: 1, dims: [2, 4] }],
      input: [valueInfo('x', 1, [{ dimParam: 'rows' }, { dimValue: 4 }])],
      output: [valueInfo('z', 6, [{ dimValue: 3 }])],
    });
  });

  it('gives the first of several outputs, and names of its own where none are needed', () => {
    const graph = new GraphBuilder('g');
    expect(graph.operation('Split', ['x'], { outputs: ['a', 'b'] })).toBe('a');
    expect(graph.operation('Relu', ['a'])).toBe('Relu_1');
    expect(graph.operation('Relu', ['a'])).toBe('Relu_2');
  });

  it('stores a weight that is asked for twice once, and reads no values before it is written', () => {
    const graph = new GraphBuilder('g');
    const values = () => {
      throw new Error('read too early');
    };
    expect([graph.weight('w', [2], values), graph.weight('w', [2], values)]).toEqual(['w', 'w']);
    expect(graph.weights).toEqual([{ name: 'w', dims: [2], values }]);
  });

  it('stores equal constants once, and keeps scalars and vectors apart', () => {
    const graph = new GraphBuilder('g');
    const names = [
      graph.float(1),
      graph.float(1),
      graph.float([1]),
      graph.int64(1),
      graph.int64([1]),
      graph.int64([-1, 2]),
    ];
    expect(new Set(names).size).toBe(5);
    const stored = graph
      .build([])
      .initializer.map(({ dataType, dims, rawData }) => [dataType, dims, Array.from(rawData!)]);
    expect(stored).toEqual([
      [1, [], [0, 0, 0x80, 0x3f]],
      [1, [1], [0, 0, 0x80, 0x3f]],
      [7, [], [1, 0, 0, 0, 0, 0, 0, 0]],
      [7, [1], [1, 0, 0, 0, 0, 0, 0, 0]],
      [7, [2], [255, 255, 255, 255, 255, 255, 255, 255, 2, 0, 0, 0, 0, 0, 0, 0]],
    ]);
  });

  it('builds graphs that ONNX Runtime computes as they read', async () => {
    const graph = new GraphBuilder('g');
    const x = graph.input('x', ElementType.float32, [2, 3]);
    const scaled = graph.operation('Mul', [x, graph.float([1, 10, 100])]);
    const turned = graph.transpose(scaled, [1, 0]);
    graph.transpose(graph.reshape(turned, [1, -1, 2]), [0, 2, 1], ['y']);
    graph.output('y', ElementType.float32, [1, 2, 3]);
    const outputs = await runGraph(graph, { x: tensor('float32', Float32Array.of(1, 2, 3, 4, 5, 6), [2, 3]) });
    expect(outputs['y']?.dims).toEqual([1, 2, 3]);
    expect(valuesOf(outputs, 'y')).toEqual(Float32Array.of(1, 20, 300, 4, 50, 600));
  });

  it('builds bodies that see values and weights of the graph around them, under names of their own', async () => {
    const graph = new GraphBuilder('g');
    const x = graph.input('x', ElementType.float32, [3, 2]);
    const offset = graph.operation('Mul', [graph.float([1, 10]), graph.float(2)]);
    const body = graph.body('each_row');
    const row = body.input('row', ElementType.float32, [2]);
    const weighted = body.operation('Mul', [row, body.weight('w', [2], () => Float32Array.of(1, 100))]);
    const sum = body.operation('Add', [body.operation('Add', [weighted, offset]), body.float(0.5)]);
    body.output(sum, ElementType.float32, [2]);
    graph.operation('Scan', [x], { attributes: { num_scan_inputs: 1, body: { graph: body } }, outputs: ['y'] });
    graph.output('y', ElementType.float32, [3, 2]);
    expect([offset, weighted, sum]).toEqual(['Mul_0', 'each_row_Mul_0', 'each_row_Add_2']);
    expect(graph.weights.map(({ name }) => name)).toEqual(['w']);
    const outputs = await runGraph(graph, { x: tensor('float32', Float32Array.of(1, 2, 3, 4, 5, 6), [3, 2]) });
    expect(valuesOf(outputs, 'y')).toEqual(Float32Array.of(3.5, 220.5, 5.5, 420.5, 7.5, 620.5));
  });
});

function valueInfo(name: string, elemType: number, dim: readonly object[]): object {
  return { name, type: { tensorType: { elemType, shape: { dim } } } };
}
