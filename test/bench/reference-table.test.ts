import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readReferenceTable } from '../../src/bench/reference-table.ts';
import { errorOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

function table(text: string): string {
  const path = join(temporaryFolder(), 'references.tsv');
  writeFileSync(path, text);
  return path;
}

describe('readReferenceTable', () => {
  it('finds texts by path, then by a base name that is unique', () => {
    const { referenceOf } = readReferenceTable(
      table('path\tlanguage\ttext\nx/a.wav\ten\tin x\ny/a.wav\ten\tin y\nz/b.wav\ten\tin z\n'),
    );
    expect(
      ['x/a.wav', 'y/a.wav', 'a.wav', 'b.wav', 'other/b.wav', 'c.wav'].map((file) => referenceOf(file)?.text),
    ).toEqual(['in x', 'in y', undefined, 'in z', 'in z', undefined]);
  });

  it('reads other column names, any order, a byte order mark and Windows line ends', () => {
    const { referenceOf } = readReferenceTable(table('\uFEFFTranscript\tFile\r\nHello "you"\ta.wav\r\n\r\n'));
    expect(referenceOf('a.wav')).toEqual({ text: 'Hello "you"', language: undefined });
  });

  it('reads languages as codes, English names and locales, and keeps what Whisper does not know', () => {
    const rows = ['de', 'French', 'pt-BR', 'zh_CN', '', 'Klingon'].map(
      (language, index) => `${index}.wav\t${language}\tHello`,
    );
    const { byPath } = readReferenceTable(table(`path\tlanguage\ttranscript\n${rows.join('\n')}\n`));
    expect(Array.from(byPath.values(), ({ language }) => language)).toEqual([
      'de',
      'fr',
      'pt',
      'zh',
      undefined,
      'klingon',
    ]);
  });

  it('says which column is missing', () => {
    const path = table('path\tsaid\na.wav\tHello\n');
    expect(errorOf(() => readReferenceTable(path))).toEqual({
      code: 'USAGE',
      message: `${path}: expected a column "text" or "transcript" in its first line, found "path", "said".`,
      remedy: 'Separate columns by tabs and name them in the first line.',
    });
  });

  it.each([
    [
      'path\ttext\n\na.wav\n',
      ', line 3: expected 2 columns, found 1.',
      'Separate columns by tabs; for silence, end the line with a tab.',
    ],
    [
      'path\ttext\na.wav\tOne\na.wav\tTwo\n',
      ', line 3: expected every file once, found "a.wav" again.',
      'Remove one of the lines.',
    ],
  ])('counts no text as empty or chosen by chance: %j', (text, message, remedy) => {
    const path = table(text);
    expect(errorOf(() => readReferenceTable(path))).toEqual({ code: 'USAGE', message: `${path}${message}`, remedy });
  });

  it('takes an empty text for silence', () => {
    expect(readReferenceTable(table('path\ttext\na.wav\t\n')).referenceOf('a.wav')?.text).toBe('');
  });

  it('says which file cannot be read', () => {
    const path = join(temporaryFolder(), 'none.tsv');
    const { code, message, remedy } = errorOf(() => readReferenceTable(path));
    expect([code, remedy]).toEqual(['USAGE', 'Check the path given with --references.']);
    expect(message).toContain(`Expected reference texts in ${path}, but reading it failed: ENOENT`);
  });
});
