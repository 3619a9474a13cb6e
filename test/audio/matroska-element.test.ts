import { describe, expect, it } from 'vitest';
import { readMatroskaElement, unsignedBody } from '../../src/audio/matroska-element.ts';

const read = (hex: string) => readMatroskaElement(Buffer.from(hex, 'hex'), 0, 100);

describe('readMatroskaElement', () => {
  it('reads the id with its mark and the place of the body', () => {
    expect(read('1f43b6754200')).toEqual({ id: 0x1f43_b675, start: 106, end: 106 + 512 });
  });

  it('knows a size that was not known when it was written', () => {
    expect(read('a3ff')).toEqual({ id: 0xa3, start: 102, end: Infinity });
  });

  it.each(['', '00', 'a3', 'a300', '1f43b6', 'a340'])('finds none in "%s"', (hex) => {
    expect(read(hex)).toBeUndefined();
  });
});

describe('unsignedBody', () => {
  it('reads a number of any size', () => {
    expect(['', '01', '0102', '010203040506'].map((hex) => unsignedBody(Buffer.from(hex, 'hex')))).toEqual([0, 1, 258, 0x0102_0304_0506]); // prettier-ignore
  });
});
