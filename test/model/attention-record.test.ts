import { describe, expect, it } from 'vitest';
import { tensor } from '../../src/graph/onnx-session.ts';
import { AttentionRecord } from '../../src/model/attention-record.ts';

const HEADS = [
  { layer: 2, head: 1 },
  { layer: 0, head: 0 },
  { layer: 2, head: 0 },
];

/** Outputs of one step: two heads, two positions; each weight tells layer, row, head and position. */
function outputs(rows: readonly number[]) {
  const layer = (number: number) => {
    const values = rows.flatMap((row) => [0, 1].flatMap((head) => [0, 1].map((at) => weight(number, row, head, at))));
    return tensor('float32', Float32Array.from(values), [rows.length, 2, 1, 2]);
  };
  return { attention_0: layer(0), attention_2: layer(2) };
}

function weight(...digits: readonly number[]): number {
  return Number(digits.join(''));
}

describe('AttentionRecord', () => {
  it('names the outputs of the layers that its heads belong to, each once', () => {
    expect(new AttentionRecord(HEADS, 1).outputNames).toEqual(['attention_2', 'attention_0']);
  });

  it('keeps the weights of its heads, token by token and row by row', () => {
    const record = new AttentionRecord(HEADS, 3);
    record.keep(outputs([7, 8]), 1, [0, 0]);
    record.keep(outputs([9]), 1, [1]);
    expect(record.of(1)).toEqual({
      heads: 3,
      positions: 2,
      weights: [Float32Array.of(2710, 2711, 700, 701, 2700, 2701), Float32Array.of(2910, 2911, 900, 901, 2900, 2901)],
    });
    expect(record.of(2).weights).toEqual([Float32Array.of(2810, 2811, 800, 801, 2800, 2801)]);
    expect(record.of(0)).toEqual({ heads: 3, positions: 0, weights: [] });
  });

  it('moves what it holds with a row, and forgets it when a row starts anew', () => {
    const record = new AttentionRecord(HEADS, 2);
    record.keep(outputs([7, 8]), 0, [0, 0]);
    record.moveRow(1, 0);
    expect(record.of(0).weights).toEqual([Float32Array.of(2810, 2811, 800, 801, 2800, 2801)]);
    expect(record.of(1).weights).toEqual([]);
    record.start(0, 4);
    expect(record.of(0).weights).toEqual([]);
  });

  it('keeps nothing of a prompt, and forgets what followed a position that a row goes back to', () => {
    const record = new AttentionRecord(HEADS, 1);
    const first = () => record.of(0).weights.map(([weight]) => weight);
    record.start(0, 3);
    for (const position of [3, 4, 5]) record.keep(outputs([position]), 0, [position]);
    expect(first()).toEqual([2310, 2410, 2510]);
    record.keep(outputs([6]), 0, [4]);
    expect(first()).toEqual([2310, 2610]);
    record.keep(outputs([7]), 0, [2]);
    expect(first()).toEqual([]);
    record.keep(outputs([8]), 0, [3]);
    expect(first()).toEqual([2810]);
  });
});
