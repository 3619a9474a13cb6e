import { describe, expect, it } from 'vitest';
import { halfToSingle } from '../../src/graph/half-precision.ts';

describe('halfToSingle', () => {
  // Bit patterns from IEEE 754-2019 and Wikipedia's list of half-precision examples.
  it.each([
    ['zero', 0x0000, 0],
    ['negative zero', 0x8000, -0],
    ['the smallest subnormal', 0x0001, 2 ** -24],
    ['a negative subnormal', 0x8200, -(2 ** -15)],
    ['the largest subnormal', 0x03ff, (1023 / 1024) * 2 ** -14],
    ['the smallest normal number', 0x0400, 2 ** -14],
    ['a third', 0x3555, 0.333251953125],
    ['the largest number below one', 0x3bff, 1 - 2 ** -11],
    ['one', 0x3c00, 1],
    ['the smallest number above one', 0x3c01, 1 + 2 ** -10],
    ['minus two', 0xc000, -2],
    ['pi', 0x4248, 3.140625],
    ['the largest number', 0x7bff, 65_504],
    ['infinity', 0x7c00, Infinity],
    ['negative infinity', 0xfc00, -Infinity],
    ['a quiet NaN', 0x7e00, NaN],
    ['a signalling NaN', 0x7c01, NaN],
    ['a negative NaN', 0xfdff, NaN],
  ])('gives %s', (_, bits, value) => {
    expect(halfToSingle(Uint16Array.of(bits))).toEqual(Float32Array.of(value));
  });

  it('gives all 65 536 patterns the value that their fields spell out', () => {
    const singles = halfToSingle(Uint16Array.from({ length: 65_536 }, (_, bits) => bits));
    const wrong = Array.from(singles.keys()).filter((bits) => !Object.is(singles[bits], expandBits(bits)));
    expect(wrong).toEqual([]);
  });

  it('keeps order and length', () => {
    expect(halfToSingle(new Uint16Array(0))).toEqual(new Float32Array(0));
    expect(halfToSingle(Uint16Array.of(0x4000, 0x3c00, 0x4200))).toEqual(Float32Array.of(2, 1, 3));
  });
});

/** Another way to the same value: the bits are moved to their places in a single; subnormals are normalised first. */
function expandBits(bits: number): number {
  const sign = (bits & 0x8000) << 16;
  let exponent = (bits >> 10) & 0x1f;
  let fraction = bits & 0x3ff;
  if (exponent === 0x1f) return new Float32Array(Int32Array.of(sign | 0x7f800000 | (fraction << 13)).buffer)[0]!;
  if (exponent === 0 && fraction === 0) return sign === 0 ? 0 : -0;
  if (exponent === 0) {
    exponent = 1;
    for (; (fraction & 0x400) === 0; exponent--) fraction <<= 1;
  }
  const single = sign | ((exponent + 112) << 23) | ((fraction & 0x3ff) << 13);
  return new Float32Array(Int32Array.of(single).buffer)[0]!;
}
