import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { alignWords, type AlignedStretch } from '../../src/metrics/align-words.ts';
import { countEdits } from '../../src/metrics/edit-counts.ts';

const words = fc.array(fc.constantFrom('a', 'b', 'c', 'd', 'e'), { maxLength: 40 });

describe('alignWords', () => {
  it('tells what is the same from what was exchanged, left out and added', () => {
    expect(alignWords('ask not what your country'.split(' '), 'ask what can your land do'.split(' '))).toEqual([
      same('ask'),
      changed(['not'], []),
      same('what'),
      changed([], ['can']),
      same('your'),
      changed(['country'], ['land', 'do']),
    ]);
  });

  it('gives nothing for two empty texts and one stretch for an empty and a full one', () => {
    expect(alignWords([], [])).toEqual([]);
    expect(alignWords([], ['a'])).toEqual([changed([], ['a'])]);
    expect(alignWords(['a', 'b'], [])).toEqual([changed(['a', 'b'], [])]);
    expect(alignWords(['a', 'b'], ['a', 'b'])).toEqual([same('a', 'b')]);
  });

  it('aligns hours of the same speech in the time it takes to read them', () => {
    const text = Array.from({ length: 300_000 }, (_, index) => `w${index % 3001}`);
    const [beginning, middle, end] = [text.slice(0, 150_000), text[150_000] ?? '', text.slice(150_001)];
    const stretches = alignWords(text, [...beginning, 'other', ...end]);
    expect(stretches.map(({ kind, before }) => [kind, before.length])).toEqual([
      ['same', 150_000],
      ['changed', 1],
      ['same', 149_999],
    ]);
    expect(stretches[1]).toEqual(changed([middle], ['other']));
  });

  it('holds both texts, in stretches that alternate, with the words that the fewest edits keep', () => {
    fc.assert(
      fc.property(words, words, (before, after) => {
        const stretches = alignWords(before, after);
        expect(stretches.flatMap((stretch) => stretch.before)).toEqual(before);
        expect(stretches.flatMap((stretch) => stretch.after)).toEqual(after);
        expect(stretches.some(({ kind }, index) => kind === stretches[index + 1]?.kind)).toBe(false);
        const kept = stretches.filter(({ kind }) => kind === 'same').flatMap((stretch) => stretch.before).length;
        const { substitutions, deletions, referenceLength } = countEdits(before, after);
        expect(kept).toBe(referenceLength - deletions - substitutions);
      }),
    );
  });
});

function same(...text: readonly string[]): AlignedStretch {
  return { kind: 'same', before: text, after: text };
}

function changed(before: readonly string[], after: readonly string[]): AlignedStretch {
  return { kind: 'changed', before, after };
}
