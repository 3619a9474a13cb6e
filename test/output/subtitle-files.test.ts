import { describe, expect, it } from 'vitest';
import { formatSrt, formatVtt } from '../../src/output/subtitle-files.ts';

const cues = [
  { startMs: 0, endMs: 1500, lines: ['Ask not', 'what'] },
  { startMs: 362_439_999, endMs: 362_440_000, lines: ['a ---> <b> & &lt;'] },
];

describe('formatSrt', () => {
  it('numbers cues, and leaves no arrow in their text', () => {
    expect(formatSrt(cues)).toBe(
      '1\n00:00:00,000 --> 00:00:01,500\nAsk not\nwhat\n\n2\n100:40:39,999 --> 100:40:40,000\na -> <b> & &lt;\n',
    );
    expect(formatSrt([])).toBe('');
  });
});

describe('formatVtt', () => {
  it('begins with its signature and escapes markup', () => {
    expect(formatVtt(cues)).toBe(
      'WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nAsk not\nwhat\n\n' +
        '100:40:39.999 --> 100:40:40.000\na ---&gt; &lt;b&gt; &amp; &amp;lt;\n',
    );
    expect(formatVtt([])).toBe('WEBVTT\n');
  });
});
