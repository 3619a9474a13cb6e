import { describe, expect, it } from 'vitest';
import { formatBytes, formatClock, formatCount, formatFigure } from '../../src/output/quantities.ts';

describe('formatClock', () => {
  it('shows tenths below a minute, then minutes, then hours', () => {
    expect([0, 9.96, 59.94, 59.96, 61.5, 3599.4, 3600, 36_061].map(formatClock)).toEqual([
      '0:00.0',
      '0:10.0',
      '0:59.9',
      '1:00',
      '1:02',
      '59:59',
      '1:00:00',
      '10:01:01',
    ]);
  });
});

describe('formatFigure', () => {
  it('takes fewer decimals the larger a figure is', () => {
    expect([1.23456, 99.12345, 123.45678, 1234.56789, 123_456.789].map((value) => formatFigure(value, 3))).toEqual([
      '1.235',
      '99.123',
      '123.46',
      '1234.6',
      '123457',
    ]);
  });

  it('has a dash for what was not measured', () => {
    expect(formatFigure(null, 3)).toBe('–');
  });
});

describe('formatBytes', () => {
  it('is in MiB, from 1 GiB on in GiB', () => {
    expect([900 * 2 ** 20, 2 ** 30, 1.5 * 2 ** 30].map(formatBytes)).toEqual(['900 MiB', '1.00 GiB', '1.50 GiB']);
  });
});

describe('formatCount', () => {
  it('takes the plural for all but one', () => {
    expect([0, 1, 1234].map((count) => formatCount(count, 'word'))).toEqual(['0 words', '1 word', '1,234 words']);
  });
});
