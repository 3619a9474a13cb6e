import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareNaturally } from '../../src/audio/natural-order.ts';

describe('compareNaturally', () => {
  it.each([
    [
      ['a10', 'a9', 'a1'],
      ['a1', 'a9', 'a10'],
    ],
    [
      ['b', 'A', 'a/1', 'a'],
      ['a', 'a/1', 'A', 'b'],
    ],
    [
      ['day 10/1', 'day 2/9', 'day 2/10'],
      ['day 2/9', 'day 2/10', 'day 10/1'],
    ],
    [
      ['x/y', 'x'],
      ['x', 'x/y'],
    ],
    [
      ['é', 'f', 'e'],
      ['e', 'é', 'f'],
    ],
  ])('orders %j', (names, expected) => {
    expect([...names].sort(compareNaturally)).toEqual(expected);
  });

  it('gives one order for all names, whatever order they come in', () => {
    const names = fc.array(fc.stringMatching(/^[aAé0-2 ]{0,4}(\/[a1]{1,2})?$/));
    fc.assert(
      fc.property(names, (list) => {
        const sorted = [...list].sort(compareNaturally);
        expect([...list].reverse().sort(compareNaturally)).toEqual(sorted);
      }),
    );
  });
});
