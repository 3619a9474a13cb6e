import { describe, expect, it } from 'vitest';
import { concatBytes, viewOf } from '../../src/audio/byte-arrays.ts';

describe('viewOf', () => {
  it('covers the bytes of a part and no others', () => {
    const view = viewOf(Uint8Array.of(9, 1, 2, 9).subarray(1, 3));
    expect(view.getUint16(0)).toBe(0x0102);
    expect(view.byteLength).toBe(2);
  });
});

describe('concatBytes', () => {
  it('puts parts one after another', () => {
    expect(concatBytes([Uint8Array.of(1, 2), new Uint8Array(0), Uint8Array.of(3)])).toEqual(Uint8Array.of(1, 2, 3));
    expect(concatBytes([])).toEqual(new Uint8Array(0));
  });
});
