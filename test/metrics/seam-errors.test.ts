import { describe, expect, it } from 'vitest';
import { englishNormalizer } from '../../src/metrics/normalize-text.ts';
import { countSeamErrors, runsPerHundredJoins, type JoinedText } from '../../src/metrics/seam-errors.ts';

/** Forty different words, spoken one a second. */
const WORDS = Array.from(
  { length: 40 },
  (_, index) => `w${String.fromCharCode(97 + (index % 20))}${index < 20 ? 'x' : 'y'}`,
);

/** A text whose words were heard one a second, joined at second 20. */
function joined(heard: readonly string[], changes: Partial<JoinedText> = {}): JoinedText {
  return {
    file: 'a.wav',
    language: 'en',
    normalizer: englishNormalizer,
    reference: WORDS.join(' '),
    heard: heard.join(' '),
    moments: heard.map((word, index) => ({ word, seconds: index + 0.5 })),
    joinSeconds: [20],
    ...changes,
  };
}

describe('countSeamErrors', () => {
  it('counts the words within five seconds of a join apart from the rest', () => {
    const heard = WORDS.with(2, 'wrong').with(18, 'wrong');
    expect(countSeamErrors([joined(heard)])).toEqual({
      joinCount: 1,
      nearJoins: { substitutions: 1, deletions: 0, insertions: 0, referenceLength: 10 },
      elsewhere: { substitutions: 1, deletions: 0, insertions: 0, referenceLength: 30 },
      runs: [],
    });
  });

  it('finds words told twice at a join', () => {
    const heard = WORDS.toSpliced(20, 0, ...WORDS.slice(17, 20));
    const report = countSeamErrors([joined(heard)]);
    expect(report.runs).toEqual([
      {
        kind: 'duplicated',
        file: 'a.wav',
        seconds: expect.any(Number) as number,
        isAtJoin: true,
        words: WORDS.slice(17, 20),
      },
    ]);
    expect(report.nearJoins.insertions).toBe(3);
    expect([runsPerHundredJoins(report, 'duplicated'), runsPerHundredJoins(report, 'lost')]).toEqual([100, 0]);
  });

  it('finds words lost at a join and elsewhere, and counts only the first for joins', () => {
    const heard = WORDS.filter((_, index) => ![3, 4, 5, 19, 20, 21, 22].includes(index));
    const moments = heard.map((word) => ({ word, seconds: WORDS.indexOf(word) + 0.5 }));
    const report = countSeamErrors([joined(heard, { moments })]);
    expect(report.runs.map(({ kind, seconds, isAtJoin, words }) => [kind, seconds, isAtJoin, words])).toEqual([
      ['lost', 4.5, false, WORDS.slice(3, 6)],
      ['lost', 21, true, WORDS.slice(19, 23)],
    ]);
    expect([report.nearJoins.deletions, report.elsewhere.deletions]).toEqual([4, 3]);
    expect(runsPerHundredJoins(report, 'lost')).toBe(100);
  });

  it('takes two words for a slip, and added words that repeat nothing for no duplicate', () => {
    const twoLost = WORDS.toSpliced(19, 2);
    const added = WORDS.toSpliced(20, 0, 'quite', 'another', 'thing');
    expect(countSeamErrors([joined(twoLost), joined(added)]).runs).toEqual([]);
  });

  it('has no rate of runs without a join', () => {
    const report = countSeamErrors([joined(WORDS, { joinSeconds: [] })]);
    expect([report.joinCount, runsPerHundredJoins(report, 'lost')]).toEqual([0, null]);
    expect(report.elsewhere.referenceLength).toBe(40);
  });

  it('counts as many edits in all as the word error rate does', () => {
    const heard = WORDS.toSpliced(30, 1).with(10, 'wrong').toSpliced(5, 0, 'more');
    const { nearJoins, elsewhere } = countSeamErrors([joined(heard)]);
    expect(nearJoins.substitutions + elsewhere.substitutions).toBe(1);
    expect(nearJoins.deletions + elsewhere.deletions).toBe(1);
    expect(nearJoins.insertions + elsewhere.insertions).toBe(1);
    expect(nearJoins.referenceLength + elsewhere.referenceLength).toBe(40);
  });
});
