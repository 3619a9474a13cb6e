import fc from 'fast-check';
import { describe, expect, it } from 'vitest';

interface TextTables {
  readonly markdownTable: (header: string[], rows: string[][], alignment: string[]) => string;
  readonly toCsv: (header: string[], rows: string[][]) => string;
  readonly parseCsv: (text: string) => Record<string, string>[];
}

const module = new URL('../../../scripts/container/text-tables.mjs', import.meta.url).href;
const { markdownTable, toCsv, parseCsv } = (await import(module)) as TextTables;

describe('toCsv and parseCsv', () => {
  it('give back every text, with a quote before what a spreadsheet would run', () => {
    const cell = fc.string({ unit: fc.constantFrom('a', ' ', ',', '"', '\n', '\r', 'é', '='), maxLength: 6 });
    const safe = (value: string) => (/^[=\r]/.test(value) ? `'${value}` : value);
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { maxLength: 5 }), (rows) => {
        const text = toCsv(['first', 'second'], rows);
        expect(parseCsv(text)).toEqual(rows.map(([first, second]) => ({ first: safe(first), second: safe(second) })));
      }),
    );
  });

  it('read lines that end in CRLF and a last line without an end', () => {
    expect(parseCsv('a,b\r\n1,"x, ""y"""\r\n2,')).toEqual([
      { a: '1', b: 'x, "y"' },
      { a: '2', b: '' },
    ]);
  });
});

describe('markdownTable', () => {
  it('aligns columns and keeps bars and line breaks from ending a cell', () => {
    expect(markdownTable(['Name', 'Value'], [['a|b\nc', '1.5']], ['l', 'r'])).toBe(
      '| Name   | Value |\n| ------ | ----: |\n| a\\|b c |   1.5 |\n',
    );
  });
});
