import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatCsv } from '../../src/output/csv.ts';

describe('formatCsv', () => {
  it('ends every row with a newline and leaves plain fields alone', () => {
    expect(
      formatCsv(
        ['a', 'b'],
        [
          ['x', 1.5],
          [null, ''],
        ],
      ),
    ).toBe('a,b\nx,1.5\n,\n');
  });

  it('quotes commas, quotes and line breaks', () => {
    expect(formatCsv(['a'], [['So, "my"\nfellow']])).toBe('a\n"So, ""my""\nfellow"\n');
  });

  it('keeps a spreadsheet from running text as a formula', () => {
    const rows = ['=1+1', '+1', '@x', '-x', '\tx', '=HYPERLINK("a")'].map((text) => [text]);
    expect(formatCsv(['a'], rows)).toBe(`a\n'=1+1\n'+1\n'@x\n'-x\n'\tx\n"'=HYPERLINK(""a"")"\n`);
  });

  it('leaves negative numbers to be numbers', () => {
    expect(formatCsv(['a'], [[-1.5], ['-0.25']])).toBe('a\n-1.5\n-0.25\n');
  });

  it('can be read back', () => {
    const field = fc.string({ unit: fc.constantFrom('a', ',', '"', '\n', '\r', ' ', 'é', '👍') });
    fc.assert(
      fc.property(fc.array(fc.array(field, { minLength: 2, maxLength: 2 })), (rows) => {
        const safe = rows.map((row) => row.map((text) => (text.startsWith('\r') ? `'${text}` : text)));
        expect(parseCsv(formatCsv(['a', 'b'], rows))).toEqual([['a', 'b'], ...safe]);
      }),
    );
  });
});

/** A reader of RFC 4180 as small as can be, for rows of two fields. */
function parseCsv(text: string): string[][] {
  const fields = Array.from(text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\n]*))(,|\n)/gu), ([, quoted, plain]) =>
    quoted === undefined ? (plain ?? '') : quoted.replaceAll('""', '"'),
  );
  return Array.from({ length: fields.length / 2 }, (_, row) => fields.slice(row * 2, row * 2 + 2));
}
