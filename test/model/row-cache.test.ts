import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RowCache } from '../../src/model/row-cache.ts';

const shape = { layers: 2, rows: 5, rowDims: [2, 3, 4] } as const;
const ROW_LENGTH = 2 * 3 * 4;

function dataOf(cache: RowCache, name: string, row: number, rows = 1): Float32Array {
  return cache.tensors(row, rows)[name]!.data as Float32Array;
}

describe('RowCache', () => {
  it('names keys and values of each layer and gives their dimensions', () => {
    const tensors = new RowCache('cross', shape).tensors(1, 3);
    expect(Object.entries(tensors).map(([name, { dims, type }]) => [name, dims, type])).toEqual([
      ['cross_k_0', [3, 2, 3, 4], 'float32'],
      ['cross_v_0', [3, 2, 3, 4], 'float32'],
      ['cross_k_1', [3, 2, 3, 4], 'float32'],
      ['cross_v_1', [3, 2, 3, 4], 'float32'],
    ]);
  });

  it('lays tensors over its own memory, so that what is written through one is read through another', () => {
    const cache = new RowCache('past', shape);
    dataOf(cache, 'past_k_1', 2)[5] = 7;
    const neighbours = cache.tensors(1, 3);
    expect((neighbours['past_k_1']!.data as Float32Array)[ROW_LENGTH + 5]).toBe(7);
    expect(cache.values('past_k_1', 2)[5]).toBe(7);
    expect(dataOf(cache, 'past_v_1', 2)[5]).toBe(0);
    expect(dataOf(cache, 'past_k_0', 2)[5]).toBe(0);
  });

  it('refuses names that it does not hold', () => {
    expect(() => new RowCache('past', shape).values('past_k_2', 0)).toThrow(
      new RangeError('Expected the name of a cached tensor, found past_k_2.'),
    );
  });

  it('behaves like separate rows, whatever is moved and written', () => {
    const row = fc.nat(shape.rows - 1);
    const action = fc.oneof(
      fc.record({ kind: fc.constant('move'), from: row, to: row, value: fc.constant(0) }),
      fc.record({ kind: fc.constant('write'), from: row, to: row, value: fc.integer({ min: 1, max: 1000 }) }),
    );
    fc.assert(
      fc.property(fc.array(action, { maxLength: 20 }), (actions) => {
        const cache = new RowCache('past', shape);
        const names = Object.keys(cache.tensors(0, 1));
        const model = Array.from({ length: shape.rows }, () => 0);
        for (const { kind, from, to, value } of actions) {
          if (kind === 'move') {
            cache.moveRow(from, to);
            model[to] = model[from]!;
          } else {
            for (const [index, name] of names.entries()) dataOf(cache, name, to).fill(value + index / 8);
            model[to] = value;
          }
        }
        for (const [index, name] of names.entries()) {
          const expected = model.flatMap((value) =>
            Array<number>(ROW_LENGTH).fill(value === 0 ? 0 : value + index / 8),
          );
          expect([...dataOf(cache, name, 0, shape.rows)]).toEqual(expected);
        }
      }),
    );
  });
});
