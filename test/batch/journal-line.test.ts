import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { encodeLine, parseLine, withMemoryNames } from '../../src/batch/journal-line.ts';

const decodeLine = (line: string) => withMemoryNames(parseLine(Buffer.from(line)));

describe('a line of a journal', () => {
  it('is JSON with snake_case names behind a checksum', () => {
    const line = encodeLine({ kind: 'file', decoderRows: [{ sampleRateHz: 16_000 }] });
    expect(line).toMatch(/^\["[0-9a-f]{16}",\{"kind":"file","decoder_rows":\[\{"sample_rate_hz":16000\}\]\}\]\n$/);
    expect(JSON.parse(line)).toHaveLength(2);
  });

  it('gives back what was written, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'binary' }),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        (text, number) => {
          const record = { text, someNumber: number + 0, isTrue: true, none: null };
          expect(decodeLine(encodeLine(record).slice(0, -1))).toEqual(record);
        },
      ),
    );
  });

  it('counts as never written when it is torn anywhere', () => {
    const line = encodeLine({ kind: 'file', text: 'grüße' });
    for (let length = 0; length < line.length - 1; length++) {
      expect(decodeLine(line.slice(0, length))).toBeUndefined();
    }
  });

  it('counts as never written when one character has changed', () => {
    const line = encodeLine({ kind: 'file', text: 'hello' }).slice(0, -1);
    fc.assert(
      fc.property(fc.nat(line.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (index, character) => {
        fc.pre(line[index] !== character);
        expect(decodeLine(line.slice(0, index) + character + line.slice(index + 1))).toBeUndefined();
      }),
    );
  });
});
