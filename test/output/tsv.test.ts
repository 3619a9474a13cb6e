import { describe, expect, it } from 'vitest';
import { formatTsv } from '../../src/output/tsv.ts';

describe('formatTsv', () => {
  it('gives whole milliseconds, and one row to each segment whatever its text', () => {
    const segments = [
      { startSeconds: 0, endSeconds: 1.2346, text: 'Ask\tnot\r\n"what"' },
      { startSeconds: 3600.5, endSeconds: 3601, text: '\u2028 =you ' },
    ];
    expect(formatTsv(segments)).toBe('start\tend\ttext\n0\t1235\tAsk not "what"\n3600500\t3601000\t=you\n');
  });
});
