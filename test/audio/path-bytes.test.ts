import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pathForFileSystem, pathText } from '../../src/audio/path-bytes.ts';

describe('pathText', () => {
  it('leaves UTF-8 as it is and makes other bytes lone surrogates', () => {
    expect(pathText(Buffer.from('/a/ü 😀'))).toBe('/a/ü 😀');
    expect(pathText(Buffer.from('2f61ff2ec3', 'hex'))).toBe('/a\uDCFF.\uDCC3');
  });
});

describe('pathForFileSystem', () => {
  it('gives every path back byte by byte', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(Buffer.from(pathForFileSystem(pathText(Buffer.from(bytes))) as string)).toEqual(Buffer.from(bytes));
      }),
    );
  });

  it('leaves ordinary paths alone', () => {
    expect(pathForFileSystem('/a/ü 😀.wav')).toBe('/a/ü 😀.wav');
  });
});
