import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PositionCache } from '../../src/model/position-cache.ts';

const HEADS = 2;
const HEAD_WIDTH = 3;
const ROWS = 3;
const shape = { layers: 2, rows: ROWS, rowDims: [HEADS, 448, HEAD_WIDTH] } as const;

/** Values and room of one tensor: `values[row][head][position]` is the first number of that place. */
function read(
  cache: PositionCache,
  name: string,
): { room: number; at: (row: number, head: number, position: number) => number } {
  const { data, dims } = cache.tensors(0, ROWS)[name]!;
  const room = dims[2]!;
  const at = (row: number, head: number, position: number) =>
    (data as Float32Array)[((row * HEADS + head) * room + position) * HEAD_WIDTH]!;
  return { room, at };
}

function write(
  cache: PositionCache,
  name: string,
  place: readonly [row: number, head: number, position: number],
  value: number,
): void {
  const { data, dims } = cache.tensors(0, ROWS)[name]!;
  const [row, head, position] = place;
  (data as Float32Array)[((row * HEADS + head) * dims[2]! + position) * HEAD_WIDTH] = value;
}

describe('PositionCache', () => {
  it('has room in steps of 32 positions, at most as many as the network has', () => {
    const cache = new PositionCache('past', shape);
    const roomAfter = (positions: number) => {
      cache.reserve(1, positions);
      return read(cache, 'past_k_0').room;
    };
    expect([1, 64, 65, 200, 448].map(roomAfter)).toEqual([32, 64, 96, 224, 448]);
  });

  it('keeps its room while rows are in use, and gives it back when none is', () => {
    const cache = new PositionCache('past', shape);
    cache.reserve(1, 300);
    cache.reserve(2, 10);
    expect(read(cache, 'past_v_1').room).toBe(320);
    cache.reserve(0, 10);
    expect(read(cache, 'past_v_1').room).toBe(32);
  });

  it('keeps what rows hold when it makes more room', () => {
    const place = fc.tuple(fc.nat(ROWS - 1), fc.nat(HEADS - 1), fc.nat(31));
    fc.assert(
      fc.property(
        fc.uniqueArray(place, { selector: String, maxLength: 12 }),
        fc.integer({ min: 33, max: 448 }),
        (places, room) => {
          const cache = new PositionCache('past', shape);
          for (const name of ['past_k_0', 'past_v_1']) {
            for (const [index, target] of places.entries()) write(cache, name, target, index + 1);
          }
          cache.reserve(ROWS, room);
          for (const name of ['past_k_0', 'past_v_1']) {
            expect(places.map((target) => read(cache, name).at(...target))).toEqual(
              places.map((_, index) => index + 1),
            );
          }
        },
      ),
    );
  });

  it('puts new tokens where their heads and positions lie', () => {
    const cache = new PositionCache('past', shape);
    cache.reserve(3, 50);
    // Two tokens of two heads of three numbers.
    cache.write(
      'past_v_1',
      { row: 1, position: 48 },
      Float32Array.from({ length: 12 }, (_, index) => index + 1),
    );
    const { at } = read(cache, 'past_v_1');
    expect([at(1, 0, 48), at(1, 1, 48), at(1, 0, 49), at(1, 1, 49)]).toEqual([1, 4, 7, 10]);
    expect([at(0, 0, 48), at(1, 0, 47), at(2, 0, 48)]).toEqual([0, 0, 0]);
  });

  it('moves rows as they lie', () => {
    const cache = new PositionCache('past', shape);
    cache.reserve(1, 100);
    write(cache, 'past_k_1', [2, 1, 99], 5);
    cache.moveRow(2, 0);
    expect(read(cache, 'past_k_1').at(0, 1, 99)).toBe(5);
  });
});
