import { describe, expect, it } from 'vitest';
import { endsClause, endsSentence } from '../../src/stitch/word-ends.ts';

describe('endsSentence', () => {
  it('tells the end of a sentence in many scripts, closing marks or not', () => {
    for (const word of ['end.', 'end?”', 'end!)', 'end…', '終。', '終？', '終！」', 'है।', 'نعم؟']) {
      expect(endsSentence(word)).toBe(true);
    }
    for (const word of ['end', 'end,', '終、', '3.5']) expect(endsSentence(word)).toBe(false);
  });

  it('takes titles and initials for no end', () => {
    for (const word of ['Mr.', '(Dr.', 'J.']) expect(endsSentence(word)).toBe(false);
  });
});

describe('endsClause', () => {
  it('tells the end of a clause in many scripts', () => {
    for (const word of ['end,', 'end;', 'end:"', 'end—', '終、', '終，', 'نعم،']) expect(endsClause(word)).toBe(true);
    for (const word of ['end', 'end.', '1,5']) expect(endsClause(word)).toBe(false);
  });
});
