import { describe, expect, it } from 'vitest';
import { nextPosition, windowAt, withSkip, type WindowPosition } from '../../src/audio/window-position.ts';

const FIRST: WindowPosition = { index: 0, startSample: 0, overlap: 0, skips: [] };
const silence = { count: 32_000, keptBefore: 8000, keptAfter: 1600 };

describe('withSkip', () => {
  it('moves a window that has not begun, and is a skip of one that has', () => {
    expect(withSkip(FIRST, { at: 0, ...silence })).toEqual({ ...FIRST, startSample: 32_000 });
    expect(withSkip(FIRST, { at: 1, ...silence }).skips).toEqual([{ at: 1, ...silence }]);
  });
});

describe('nextPosition', () => {
  it('hands on what was left out behind its first sample, and is moved by the rest', () => {
    const position = {
      ...FIRST,
      skips: [
        { at: 100, ...silence },
        { at: 300, ...silence },
      ],
    };
    expect(nextPosition(position, { end: 250, nextStart: 200 })).toEqual({
      index: 1,
      startSample: 32_200,
      overlap: 50,
      skips: [{ at: 100, ...silence }],
    });
  });
});

describe('windowAt', () => {
  it('tells its place in seconds and leaves out what lies behind its last sample', () => {
    const position = { index: 3, startSample: 16_000, overlap: 8000, skips: [{ at: 4000, ...silence }, { at: 9000, ...silence }] }; // prettier-ignore
    const samples = new Float32Array(9000);
    expect(windowAt(position, samples)).toEqual({
      index: 3,
      startSeconds: 1,
      samples,
      overlapSeconds: 0.5,
      skips: [{ atSeconds: 0.25, seconds: 2, keptBeforeSeconds: 0.5, keptAfterSeconds: 0.1 }],
    });
  });
});
