import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SkippedSilence } from '../../src/audio/audio-window.ts';
import { splitAtSilence } from '../../src/stitch/split-at-silence.ts';

const segment = { startSeconds: 2, endSeconds: 6, text: 'aaaa bbbb cccc dddd' };

function silencesAt(...moments: number[]): SkippedSilence[] {
  return moments.map((atSeconds) => ({ atSeconds, seconds: 60, keptBeforeSeconds: 0.5, keptAfterSeconds: 0.5 }));
}

describe('splitAtSilence', () => {
  it('leaves a segment alone that lies on one side', () => {
    expect(splitAtSilence(segment, [])).toEqual([segment]);
    expect(splitAtSilence(segment, silencesAt(1, 2, 6, 7))).toEqual([segment]);
  });

  it('gives each part the words of its share of the time', () => {
    expect(splitAtSilence(segment, silencesAt(4))).toEqual([
      { startSeconds: 2, endSeconds: 4, text: 'aaaa bbbb' },
      { startSeconds: 4, endSeconds: 6, text: 'cccc dddd' },
    ]);
    expect(splitAtSilence(segment, silencesAt(3, 5)).map(({ text }) => text)).toEqual(['aaaa', 'bbbb cccc', 'dddd']);
  });

  it('pauses where a sentence ends', () => {
    const text = 'beyond the horizon. She can scoop these things';
    const parts = splitAtSilence({ startSeconds: 0, endSeconds: 6, text }, silencesAt(3.3));
    expect(parts).toEqual([
      { startSeconds: 0, endSeconds: 3.3, text: 'beyond the horizon.' },
      { startSeconds: 3.3, endSeconds: 6, text: 'She can scoop these things' },
    ]);
  });

  it('makes no part without words', () => {
    expect(splitAtSilence({ ...segment, text: 'one' }, silencesAt(5.5))).toEqual([
      { startSeconds: 2, endSeconds: 5.5, text: 'one' },
    ]);
  });

  it('loses no word and keeps their order and the bounds', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,9}$/), { minLength: 1, maxLength: 30 });
    const moments = fc.uniqueArray(fc.double({ min: 0, max: 8, noNaN: true }), { maxLength: 4 });
    fc.assert(
      fc.property(words, moments, (said, unsorted) => {
        const parts = splitAtSilence(
          { ...segment, text: said.join(' ') },
          silencesAt(...unsorted.toSorted((a, b) => a - b)),
        );
        expect(parts.map(({ text }) => text).join(' ')).toBe(said.join(' '));
        for (const part of parts) expect(part.endSeconds).toBeGreaterThan(part.startSeconds);
      }),
    );
  });

  it('cuts off what reaches only into the silence that was kept', () => {
    const text = 'And so my fellow Americans';
    // The model marks the end of the segment before, the silence and all.
    expect(splitAtSilence({ startSeconds: 9.6, endSeconds: 14, text }, silencesAt(10))).toEqual([
      { startSeconds: 10, endSeconds: 14, text },
    ]);
    expect(splitAtSilence({ startSeconds: 6, endSeconds: 10.4, text }, silencesAt(10))).toEqual([
      { startSeconds: 6, endSeconds: 10, text },
    ]);
  });

  it('counts on no words beside the silence', () => {
    // Of 1.5 and 4.5 s of speech, without the half seconds of silence that were kept.
    const parts = splitAtSilence({ startSeconds: 0, endSeconds: 7, text: 'aaaa bbbb cccc dddd' }, silencesAt(2));
    expect(parts.map(({ text }) => text)).toEqual(['aaaa', 'bbbb cccc dddd']);
  });

  it('counts what was kept on either side of a silence to that side', () => {
    const silence = { atSeconds: 4, seconds: 60, keptBeforeSeconds: 1, keptAfterSeconds: 0.1 };
    const text = 'aaa bbb ccc ddd eee fff ggg';
    // Of 3 and 3.9 s of speech.
    const parts = splitAtSilence({ startSeconds: 0, endSeconds: 8, text }, [silence]);
    expect(parts.map((part) => part.text)).toEqual(['aaa bbb ccc', 'ddd eee fff ggg']);
  });

  it('allows the model a quarter of a second where less silence was kept', () => {
    const silence = { atSeconds: 10, seconds: 60, keptBeforeSeconds: 0.1, keptAfterSeconds: 0.1 };
    const text = 'And so my fellow Americans';
    expect(splitAtSilence({ startSeconds: 9.8, endSeconds: 14, text }, [silence])[0]).toEqual({
      startSeconds: 10,
      endSeconds: 14,
      text,
    });
  });
});
