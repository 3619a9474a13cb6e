import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withUniqueNames } from '../../src/audio/unique-names.ts';

const namesOf = (...files: [path: string, name: string][]): string[] =>
  withUniqueNames(files.map(([path, name]) => ({ path, name }))).map(({ name }) => name);

describe('withUniqueNames', () => {
  it('keeps names that are unique', () => {
    expect(namesOf(['/x/a', 'a'], ['/x/b', 'b'])).toEqual(['a', 'b']);
  });

  it('puts parent folders before names that clash, as few as it takes', () => {
    expect(namesOf(['/1/x/a', 'a'], ['/2/x/a', 'a'], ['/2/y/a', 'a'])).toEqual(['1/x/a', '2/x/a', 'y/a']);
  });

  it('looks again when a longer name clashes with another', () => {
    expect(namesOf(['/r/x/a', 'a'], ['/s/y/a', 'a'], ['/t/x/a', 'x/a'])).toEqual(['r/x/a', 'y/a', 't/x/a']);
  });

  it('finds names for any files', () => {
    const part = fc.constantFrom('a', 'b', 'c');
    const paths = fc.uniqueArray(fc.array(part, { minLength: 1, maxLength: 5 }).map((parts) => `/${parts.join('/')}`));
    fc.assert(
      fc.property(paths, (list) => {
        const names = namesOf(...list.map((path): [string, string] => [path, path.split('/').at(-1)!]));
        expect(new Set(names).size).toBe(list.length);
        names.forEach((name, n) => expect(list[n]!.endsWith(`/${name}`)).toBe(true));
      }),
    );
  });

  it.skipIf(process.platform === 'win32')('takes a backslash for a character of a name', () => {
    expect(namesOf(['/A/p\\q.wav', 'p\\q.wav'], ['/B/p\\q.wav', 'p\\q.wav'], ['/A/p/q.wav', 'p/q.wav'])).toEqual([
      'A/p\\q.wav',
      'B/p\\q.wav',
      'p/q.wav',
    ]);
  });
});
