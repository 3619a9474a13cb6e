import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { GraphBuilder } from '../../src/graph/graph-builder.ts';
import { ElementType } from '../../src/graph/onnx-protobuf.ts';
import { encodeModel } from '../../src/graph/write-model.ts';
import { openCheckedSession, type ExpectedTensors } from '../../src/model/checked-session.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const settings = { threads: 1, allowSpinning: false, optimization: 'all' } as const;
const remedy =
  'Export the model again with `whisper-batch export` or `optimum-cli export onnx --task automatic-speech-recognition-with-past`.';

const folder = temporaryFolder();

describe('openCheckedSession', () => {
  it('opens a graph whose tensors are the expected ones, whatever its free sizes', async () => {
    for (const batch of ['batch', 1]) {
      const session = await openCheckedSession(
        graphFile({ x: [batch, 3] }),
        expecting({ x: [undefined, 3] }),
        settings,
      );
      expect(session.inputNames).toEqual(['x']);
      await session.release();
    }
  });

  it('puts up with further outputs and with inputs that are optional', async () => {
    const path = graphFile({ x: ['batch', 3], cache_position: ['tokens'] });
    const expected = { ...expecting({ x: [undefined, 3] }), optionalInputs: ['cache_position'], outputs: [] };
    const session = await openCheckedSession(path, expected, settings);
    expect(session.outputNames).toEqual(['x_out', 'cache_position_out']);
    await session.release();
  });

  it('names tensors that are missing, tensors of other kinds and inputs it cannot give', async () => {
    const path = graphFile({ x: ['batch', 4], mask: ['batch'] });
    const expected: ExpectedTensors = {
      inputs: [
        { name: 'x', type: 'float32', dims: [undefined, 3] },
        { name: 'input_ids', type: 'int64', dims: [undefined] },
      ],
      outputs: [{ name: 'x_out', type: 'int64', dims: [undefined, undefined] }],
    };
    expect(await rejectionOf(openCheckedSession(path, expected, settings))).toEqual({
      code: 'MODEL_UNSUPPORTED',
      message:
        `${path}: expected the tensors of an Optimum export in FP32 that fits config.json, found ` +
        '`x` as float32 [batch, 4] instead of float32 [*, 3]; no input `input_ids`; ' +
        '`x_out` as float32 [batch, 4] instead of int64 [*, *]; unknown input `mask`.',
      remedy,
    });
  });

  it('takes another number of dimensions for another tensor', async () => {
    const path = graphFile({ x: ['batch', 3, 1] });
    const { message } = await rejectionOf(openCheckedSession(path, expecting({ x: [undefined, 3] }), settings));
    expect(message).toContain('`x` as float32 [batch, 3, 1] instead of float32 [*, 3]');
  });

  it('names four differences and counts the rest', async () => {
    const path = graphFile({ x: [3] });
    const inputs = Object.fromEntries(['x', 'a', 'b', 'c', 'd', 'e', 'f'].map((name) => [name, [3]]));
    const { message } = await rejectionOf(openCheckedSession(path, { ...expecting(inputs), outputs: [] }, settings));
    expect(message).toBe(
      `${path}: expected the tensors of an Optimum export in FP32 that fits config.json, found ` +
        'no input `a`; no input `b`; no input `c`; no input `d`; and 2 more.',
    );
  });

  it('says why ONNX Runtime cannot open a file', async () => {
    const path = join(folder, 'damaged.onnx');
    writeFileSync(path, 'no protobuf');
    const error = await rejectionOf(openCheckedSession(path, expecting({ x: [3] }), settings));
    expect(error).toMatchObject({
      code: 'MODEL_DAMAGED',
      remedy: 'Export the model again, or copy all of its files again.',
    });
    expect(error.message).toMatch(/damaged\.onnx: expected an ONNX graph with its weights, but opening it failed: .+/);
  });
});

type Shapes = Readonly<Record<string, readonly (number | string)[]>>;

/** Writes a graph that gives each of its inputs back. */
function graphFile(shapes: Shapes): string {
  const graph = new GraphBuilder('test');
  for (const [name, dims] of Object.entries(shapes)) {
    graph.input(name, ElementType.float32, dims);
    graph.operation('Identity', [name], { outputs: [`${name}_out`] });
    graph.output(`${name}_out`, ElementType.float32, dims);
  }
  const path = join(mkdtempSync(join(folder, 'graph-')), 'model.onnx');
  writeFileSync(path, encodeModel(graph));
  return path;
}

function expecting(shapes: Readonly<Record<string, readonly (number | undefined)[]>>): ExpectedTensors {
  const tensors = Object.entries(shapes).map(([name, dims]) => ({ name, type: 'float32' as const, dims }));
  return { inputs: tensors, outputs: tensors.map((tensor) => ({ ...tensor, name: `${tensor.name}_out` })) };
}
