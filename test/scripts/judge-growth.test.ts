import { describe, expect, it } from 'vitest';
import { describeVerdict, judgeGrowth, type Sample } from '../../scripts/judge-growth.ts';

/** A sample for each of so many files, changed by what is known of that file. */
function samplesOf(files: number, changes: (file: number) => Partial<Sample> = () => ({})): Sample[] {
  return Array.from({ length: files + 1 }, (_, file) => ({
    seconds: 2 * file,
    files: file,
    residentMb: 1000,
    privateMb: 500,
    threads: 14,
    descriptors: 32,
    ...changes(file),
  }));
}

describe('judgeGrowth', () => {
  it('passes a run that grows at first only', () => {
    const verdict = judgeGrowth(
      samplesOf(2400, (file) => ({ residentMb: Math.min(1000, 900 + file) })),
      [],
    );
    expect(verdict.reasons).toEqual([]);
    expect(verdict.resident.slope).toBeCloseTo(0, 9);
    expect([verdict.firstFile, verdict.lastFile]).toEqual([800, 2400]);
  });

  it('tells the rise in MB per 100 files, and fails one above 1', () => {
    const grown = (megabytes: number) =>
      judgeGrowth(
        samplesOf(2400, (file) => ({ residentMb: 1000 + (file / 100) * megabytes })),
        [],
      );
    expect(grown(0.9).resident.slope).toBeCloseTo(0.9, 6);
    expect(grown(0.9).reasons).toEqual([]);
    expect(grown(1.1).resident.slope).toBeCloseTo(1.1, 6);
    expect(grown(1.1).reasons).toEqual(['memory grows']);
  });

  it('does not take threads and files that come and go for growth, but those that stay', () => {
    const often = judgeGrowth(
      samplesOf(2400, (file) => ({ descriptors: 32 + (file % 7) })),
      [],
    );
    expect(often.reasons).toEqual([]);
    expect(often.descriptors).toBe('32 to 38');
    const leak = judgeGrowth(
      samplesOf(2400, (file) => ({ descriptors: 32 + Math.floor(file / 500), threads: file < 1500 ? 14 : 15 })),
      [],
    );
    expect(leak.reasons).toEqual(['threads grow', 'descriptors grow']);
  });

  it('does not judge too few files, and tells what else went wrong', () => {
    expect(judgeGrowth(samplesOf(1200), ['2 files failed']).reasons).toEqual([
      '2 files failed',
      '1200 files are too few to tell',
    ]);
  });
});

describe('describeVerdict', () => {
  it('tells the slopes, the counts and the verdict', () => {
    expect(describeVerdict(judgeGrowth(samplesOf(2400), []))).toBe(
      [
        'from file 800 to 2400:',
        '  resident memory: 0.00 MB per 100 files (95 % confidence 0.00 to 0.00)',
        '  private memory: 0.00 MB per 100 files (95 % confidence 0.00 to 0.00)',
        '  threads: 14',
        '  descriptors: 32',
        'PASSED',
      ].join('\n'),
    );
    expect(describeVerdict(judgeGrowth([], []))).toBe('FAILED: 0 files are too few to tell');
  });
});
