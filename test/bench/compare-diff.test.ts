import { describe, expect, it } from 'vitest';
import { formatDiff, MARKDOWN_MARKS, PLAIN_MARKS } from '../../src/bench/compare-diff.ts';
import { alignWords } from '../../src/metrics/align-words.ts';

function diff(before: string, after: string, marks = PLAIN_MARKS): string {
  return formatDiff(alignWords(before.split(' '), after.split(' ')), marks);
}

describe('formatDiff', () => {
  it('marks what each text has alone', () => {
    expect(diff('ask not what', 'ask what now')).toBe('ask [-not-] what {+now+}');
    expect(diff('one two', 'one three', MARKDOWN_MARKS)).toBe('one ~~two~~ **three**');
  });

  it('keeps four words beside a change and leaves out the rest', () => {
    const text = 'a b c d e f g h i j k l m n';
    expect(diff(`${text} x ${text} y ${text}`, `${text} z ${text} w ${text}`)).toBe(
      '… k l m n [-x-] {+z+} a b c d … k l m n [-y-] {+w+} a b c d …',
    );
  });
});
