import { execFileSync } from 'node:child_process';
import { mkdirSync, truncateSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findReferences, noReferences } from '../../src/bench/find-references.ts';
import { errorOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

/** A folder with the given files, and sources of the given names in it. */
function folderWith(files: Readonly<Record<string, string>>, names: readonly string[]) {
  const folder = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return { folder, sources: names.map((name) => ({ name, path: join(folder, name) })) };
}

function textsOf(found: ReturnType<typeof findReferences>): Record<string, string> {
  return Object.fromEntries(Array.from(found?.bySource ?? [], ([name, { text }]) => [name, text]));
}

describe('findReferences', () => {
  it('takes references.tsv in the audio folder, and NAME.ref.txt beside audio it does not name', () => {
    const { folder, sources } = folderWith(
      {
        'references.tsv': 'path\tlanguage\ttext\na.wav\tde\tIn der Tabelle\n',
        'a.ref.txt': 'beside a',
        'x/b.ref.txt': '\uFEFFbeside b\n',
        'x/c.mp3.ref.txt': 'beside c',
      },
      ['a.wav', 'x/b.wav', 'x/c.mp3', 'd.wav'],
    );
    const found = findReferences(sources, { table: undefined, paths: [folder] });
    expect(found?.tablePaths).toEqual([join(folder, 'references.tsv')]);
    expect(Array.from(found!.bySource)).toEqual([
      ['a.wav', { text: 'In der Tabelle', language: 'de' }],
      ['x/b.wav', { text: 'beside b\n', language: undefined }],
      ['x/c.mp3', { text: 'beside c', language: undefined }],
    ]);
  });

  it('finds files of a table by their path from the table, by name, or by a base name that is there once', () => {
    const { folder, sources } = folderWith(
      { 'manifest.tsv': 'path\ttranscript\nx/a.wav\tin x\ny/b.wav\tin y\nold/c.wav\told\nold/d.wav\tnot these\n' },
      ['a.wav', 'y/b.wav', 'c.wav', '1/d.wav', '2/d.wav'],
    );
    const seen = sources.map((source) =>
      source.name === 'a.wav' ? { ...source, path: join(folder, 'x/a.wav') } : source,
    );
    const table = join(folder, 'manifest.tsv');
    expect(textsOf(findReferences(seen, { table, paths: [] }))).toEqual({
      'a.wav': 'in x',
      'y/b.wav': 'in y',
      'c.wav': 'old',
    });
  });

  it('finds files of a table by their path from the current folder, which counts less than that from the table', () => {
    const { folder, sources } = folderWith({}, ['a/1.wav', 'b/1.wav', 'c/1.wav']);
    const [first, second, third] = sources.map(({ path }) => relative(process.cwd(), path));
    // So deep that no path of the current folder leads out of it.
    const elsewhere = join(temporaryFolder(), 'deep/'.repeat(20));
    mkdirSync(elsewhere, { recursive: true });
    const beside = relative(elsewhere, join(folder, 'c/1.wav'));
    const table = join(elsewhere, 'references.tsv');
    writeFileSync(table, `path\ttext\n${first}\tin a\n${second}\tin b\n${beside}\tin c too\n${third}\tin c\n`);
    expect(textsOf(findReferences(sources, { table, paths: [folder] }))).toEqual({
      'a/1.wav': 'in a',
      'b/1.wav': 'in b',
      'c/1.wav': 'in c too',
    });
  });

  it('takes references.tsv beside files that were named themselves, for these alone', () => {
    const { sources } = folderWith({ 'x/references.tsv': 'path\ttext\na.wav\tin x\nb.wav\tin x too\n' }, [
      'x/a.wav',
      'y/b.wav',
    ]);
    const named = sources.map(({ path }) => ({ path, name: basename(path) }));
    const paths = named.map(({ path }) => path);
    expect(textsOf(findReferences(named, { table: undefined, paths }))).toEqual({ 'a.wav': 'in x' });
  });

  it('finds nothing where there is nothing', () => {
    const { folder, sources } = folderWith({}, ['a.wav']);
    expect(findReferences(sources, { table: undefined, paths: [folder] })).toBeUndefined();
  });

  it('refuses a named table that tells of none of the files', () => {
    const { folder, sources } = folderWith({ 'other.tsv': 'path\ttext\nz.wav\tHello\n' }, ['x/a.wav', 'b.wav']);
    const table = join(folder, 'other.tsv');
    expect(errorOf(() => findReferences(sources, { table, paths: [folder] }))).toEqual({
      code: 'USAGE',
      message: `Expected what was said in at least one of 2 files in ${table}, found nothing.`,
      remedy:
        'Give --references FILE, a tab-separated table with the columns path, language and text and a row for "x/a.wav", or leave --references out and have "a.ref.txt" beside it.',
    });
  });

  it('refuses such a table where texts lie beside the files, too', () => {
    const { folder, sources } = folderWith({ 'other.tsv': 'path\ttext\nz.wav\tHello\n', 'a.ref.txt': 'beside a' }, [
      'a.wav',
    ]);
    const table = join(folder, 'other.tsv');
    expect(errorOf(() => findReferences(sources, { table, paths: [folder] }))).toEqual({
      code: 'USAGE',
      message: `Expected what was said in at least one of 1 file in ${table}, found nothing.`,
      remedy:
        'Give --references FILE, a tab-separated table with the columns path, language and text and a row for "a.wav", or leave --references out and have "a.ref.txt" beside it.',
    });
  });

  it('takes texts beside the files that a named table does not tell of', () => {
    const { folder, sources } = folderWith({ 'some.tsv': 'path\ttext\na.wav\tHello\n', 'b.ref.txt': 'beside b' }, [
      'a.wav',
      'b.wav',
    ]);
    const found = findReferences(sources, { table: join(folder, 'some.tsv'), paths: [folder] });
    expect(textsOf(found)).toEqual({ 'a.wav': 'Hello', 'b.wav': 'beside b' });
  });

  it('says which text cannot be read', () => {
    const { folder, sources } = folderWith({ 'a.ref.txt': '' }, ['a.wav']);
    const path = join(folder, 'a.ref.txt');
    truncateSync(path, 64e6 + 1);
    expect(errorOf(() => findReferences(sources, { table: undefined, paths: [folder] }))).toEqual({
      code: 'USAGE',
      message: `Expected a reference text in ${path}, but reading it failed: it has 64000001 bytes.`,
      remedy: 'Make the file readable, or remove it.',
    });
  });

  it('waits for no pipe beside a recording, and reads no folder', () => {
    const { folder, sources } = folderWith({ 'b.ref.txt/file': '' }, ['a.wav', 'b.wav']);
    execFileSync('mkfifo', [join(folder, 'a.ref.txt')]);
    expect(findReferences(sources, { table: undefined, paths: [folder] })).toBeUndefined();
  });

  it('finds names whose accents are written in another way than in the table', () => {
    const { folder, sources } = folderWith({ 'references.tsv': `path\ttext\n${'é'.normalize('NFC')}.wav \tHello\n` }, [
      `${'é'.normalize('NFD')}.wav`,
    ]);
    const found = findReferences(sources, { table: undefined, paths: [folder] });
    expect([...found!.bySource.values()].map(({ text }) => text)).toEqual(['Hello']);
  });
});

describe('noReferences', () => {
  it('says where references were looked for', () => {
    expect(noReferences([{ name: 'a.wav', path: '/a.wav' }]).message).toBe(
      'Expected what was said in at least one of 1 file in references.tsv of the audio folder or beside the audio, found nothing.',
    );
  });
});
