import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { besideSilence, recordingSeconds, recordingSpan, skippedSpans } from '../../src/audio/window-timeline.ts';

const WINDOW = { startSeconds: 100, skips: [{ atSeconds: 10, seconds: 60, keptBeforeSeconds: 0.5, keptAfterSeconds: 0.5 }, { atSeconds: 20, seconds: 30, keptBeforeSeconds: 0.5, keptAfterSeconds: 0.5 }] }; // prettier-ignore

describe('recordingSeconds', () => {
  it('counts from the start of a window that holds all there is', () => {
    expect(recordingSeconds({ startSeconds: 30 }, 12.5, 'start')).toBe(42.5);
    expect(recordingSeconds({ startSeconds: 30 }, 12.5, 'end')).toBe(42.5);
  });

  it('adds the silences that were left out before', () => {
    expect([5, 15, 25].map((seconds) => recordingSeconds(WINDOW, seconds, 'start'))).toEqual([105, 175, 215]);
    expect([5, 15, 25].map((seconds) => recordingSeconds(WINDOW, seconds, 'end'))).toEqual([105, 175, 215]);
  });

  it('lets nothing begin before a silence that it would have to outlast, nor end after it', () => {
    expect([9.4, 9.6, 10, 10.1].map((seconds) => recordingSeconds(WINDOW, seconds, 'start'))).toEqual([
      109.4, 170, 170, 170.1,
    ]);
    expect([9.9, 10, 10.4, 10.6].map((seconds) => recordingSeconds(WINDOW, seconds, 'end'))).toEqual([
      109.9, 110, 110, 170.6,
    ]);
  });

  it('moves no more than what was kept on that side, and a timestamp step', () => {
    const uneven = { startSeconds: 0, skips: [{ atSeconds: 10, seconds: 60, keptBeforeSeconds: 0.1, keptAfterSeconds: 0.3 }] }; // prettier-ignore
    expect([9.85, 9.9].map((seconds) => recordingSeconds(uneven, seconds, 'start'))).toEqual([9.85, 70]);
    expect([10.3, 10.35].map((seconds) => recordingSeconds(uneven, seconds, 'end'))).toEqual([10, 70.35]);
  });

  it('never runs backwards', () => {
    const moments = fc.double({ min: 0, max: 30, noNaN: true });
    fc.assert(
      fc.property(moments, moments, fc.constantFrom('start' as const, 'end' as const), (a, b, edge) => {
        const [earlier, later] = [Math.min(a, b), Math.max(a, b)];
        expect(recordingSeconds(WINDOW, earlier, edge)).toBeLessThanOrEqual(recordingSeconds(WINDOW, later, edge));
      }),
    );
  });
});

describe('recordingSpan', () => {
  const span = (startSeconds: number, endSeconds: number) => {
    const { startSeconds: start, endSeconds: end } = recordingSpan(WINDOW, { startSeconds, endSeconds });
    return [start, end].map((seconds) => Number(seconds.toFixed(6)));
  };

  it('leaves what is said close to a silence as long as it is', () => {
    expect(span(9.6, 9.9)).toEqual([109.6, 109.9]);
    expect(span(9.6, 10)).toEqual([109.6, 110]);
    expect(span(10, 10.4)).toEqual([170, 170.4]);
    expect(span(10.1, 10.4)).toEqual([170.1, 170.4]);
  });

  it('keeps what reaches a little into a silence on its own side', () => {
    expect(span(5, 10.3)).toEqual([105, 110]);
    expect(span(9.8, 14)).toEqual([170, 174]);
    expect(span(9.7, 10.2)).toEqual([109.7, 110]);
    expect(span(9.9, 10.3)).toEqual([170, 170.3]);
  });

  it('lasts through a silence with speech on both sides', () => {
    expect(span(5, 15)).toEqual([105, 175]);
  });

  it('never ends before it begins', () => {
    const moments = fc.double({ min: 0, max: 30, noNaN: true });
    fc.assert(
      fc.property(moments, moments, (a, b) => {
        const span = recordingSpan(WINDOW, { startSeconds: Math.min(a, b), endSeconds: Math.max(a, b) });
        expect(span.startSeconds).toBeLessThanOrEqual(span.endSeconds);
      }),
    );
  });
});

describe('besideSilence', () => {
  const { skips } = WINDOW;
  const beside = (startSeconds: number, endSeconds: number) => besideSilence({ startSeconds, endSeconds }, skips);

  it('lets a word begin behind the silence that the model counts to it', () => {
    expect(beside(9, 10.6)).toEqual({ startSeconds: 10, endSeconds: 10.6 });
  });

  it('lets a word end before a silence that it reaches a little into', () => {
    expect(beside(9, 10.4)).toEqual({ startSeconds: 9, endSeconds: 10 });
  });

  it('allows the model a quarter of a second where less silence was kept', () => {
    const tight = [{ atSeconds: 10, seconds: 60, keptBeforeSeconds: 0.1, keptAfterSeconds: 0.1 }];
    expect(besideSilence({ startSeconds: 9, endSeconds: 10.2 }, tight).endSeconds).toBe(10);
    expect(besideSilence({ startSeconds: 9, endSeconds: 10.3 }, tight).startSeconds).toBe(10);
  });

  it('leaves a word alone that meets no silence', () => {
    expect(beside(9, 10)).toEqual({ startSeconds: 9, endSeconds: 10 });
    expect(beside(10, 10.2)).toEqual({ startSeconds: 10, endSeconds: 10.2 });
  });

  it('takes a word across two silences for one behind both', () => {
    expect(beside(9, 21)).toEqual({ startSeconds: 20, endSeconds: 21 });
  });
});

describe('skippedSpans', () => {
  it('tells where in the recording the silences lie that were left out of a window', () => {
    expect(skippedSpans(WINDOW)).toEqual([
      { startSeconds: 110, endSeconds: 170 },
      { startSeconds: 180, endSeconds: 210 },
    ]);
    expect(skippedSpans({ startSeconds: 100 })).toEqual([]);
  });
});
