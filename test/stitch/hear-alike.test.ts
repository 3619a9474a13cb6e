import { describe, expect, it } from 'vitest';
import { hearAlike } from '../../src/stitch/hear-alike.ts';
import { window } from './heard-windows.ts';

const LEFT = 'aa bb cc dd ee ff gg hh ii jj';

function hear(left: string, right: string, overlapSeconds = 4) {
  return hearAlike(window(0, 10, left), { ...window(10 - overlapSeconds, 16, right), overlapSeconds });
}

/** With segments from one second to another. */
function marked(startSeconds: number, endSeconds: number, speech: readonly [number, number, string]) {
  const [from, until, text] = speech;
  return { ...window(startSeconds, endSeconds, text), segments: [{ startSeconds: from, endSeconds: until, text }] };
}

describe('hearAlike', () => {
  it('tells windows that have words in common from those that have none', () => {
    expect(hear(LEFT, 'gg hh ii jj kk ll mm nn oo pp')).toBe(true);
    expect(hear(LEFT, 'kk ll mm nn oo pp qq rr ss tt')).toBe(false);
  });

  it('expects no common words in a short overlap, or with a window without words', () => {
    expect(hear(LEFT, 'kk ll mm nn oo pp qq rr ss tt', 1.9)).toBe(true);
    expect([hear(LEFT, ''), hear('', LEFT), hear('', '')]).toEqual([true, true, true]);
  });

  it('expects nothing of a text that was cut off at its limit', () => {
    const left = { ...window(0, 10, LEFT), reachedTokenLimit: true };
    expect(hearAlike(left, { ...window(6, 16, 'kk ll mm nn oo pp qq rr ss tt'), overlapSeconds: 4 })).toBe(true);
  });

  it('sees by timestamps that one side is silent where the other one speaks', () => {
    const right = { ...marked(6, 16, [11, 16, 'kk ll mm']), overlapSeconds: 4 };
    expect(hearAlike(marked(0, 10, [0, 10, LEFT]), right)).toBe(false);
    expect(hearAlike(marked(0, 10, [0, 4.5, LEFT]), right)).toBe(true);
    // A word or two may belong before the overlap.
    expect(hearAlike(marked(0, 10, [0, 6.2, LEFT]), right)).toBe(true);
  });
});
