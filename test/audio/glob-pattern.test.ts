import { describe, expect, it } from 'vitest';
import { parseGlob } from '../../src/audio/glob-pattern.ts';

const matches = (pattern: string, path: string): boolean => parseGlob(pattern)!.regExp.test(path);

describe('parseGlob', () => {
  it('is undefined for a path without wildcards', () => {
    expect(parseGlob('talks/a.wav')).toBeUndefined();
  });

  it.each([
    ['*.wav', '.'],
    ['talks/2024/*.wav', 'talks/2024'],
    ['/*.wav', '/'],
    ['/srv/**/a.wav', '/srv'],
    ['../x?/a.wav', '..'],
  ])('begins to look for %s in %s', (pattern, base) => {
    expect(parseGlob(pattern)!.base).toBe(base);
  });

  it.each([
    ['*.wav', 'a.wav', true],
    ['*.wav', 'x/a.wav', false],
    ['*.wav', 'a.wav.txt', false],
    ['?.wav', '😀.wav', true],
    ['a*b*c', 'aXbYc', true],
    ['**', 'x/y/a.wav', true],
    ['**/a.wav', 'a.wav', true],
    ['*/**/a.wav', 'x/y/z/a.wav', true],
    ['[a-c]x', 'bx', true],
    ['[!a-c]x', 'bx', false],
    ['[^a-c]x', 'dx', true],
    ['[!a]x', '/x', false],
    ['[]]x', ']x', true],
    ['[a&&b]x', '&x', true],
    ['[z-a]x', '[z-a]x', true],
    ['[a-c9-0]x', '[a-c9-0]x', true],
    ['[\\^]x', '^x', true],
    ['[a-]x', '-x', true],
    ['{a,b{c,d}}x', 'bdx', true],
    ['{a,b{c,d}}x', 'bx', false],
    ['{a', 'a', true],
    ['a.b*', 'aXb', false],
    ['(a)*', '(a)b', true],
    ['a,b*', 'a,bc', true],
    ['a}*', 'a}b', true],
  ])('%s matches %s: %s', (pattern, path, expected) => {
    expect(matches(pattern, path)).toBe(expected);
  });
});
