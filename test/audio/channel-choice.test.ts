import { describe, expect, it } from 'vitest';
import { AVERAGE, createChannelChooser, FRAME_SECONDS } from '../../src/audio/channel-choice.ts';

const FRAME_SAMPLES = 100;
/** Power sums of a frame: of two channels, and of their mean. */
const SILENT = [[0, 0], 0] as const;
const ALIKE = [[1, 1], 1] as const;
const UNRELATED = [[1, 1], 0.5] as const;
const CANCELLED = [[1, 2], 0.01] as const;
const LEFT_ALONE = [[1, 0], 0.25] as const;
const FRAMES_OF_A_SECOND = 1 / FRAME_SECONDS;

type Frame = readonly [channels: readonly number[], mean: number];

/** What is heard after each frame. */
function choices(frames: readonly Frame[]): number[] {
  const chooser = createChannelChooser(2, FRAME_SAMPLES);
  return frames.map(([channels, mean]) => chooser.choose(Float64Array.from(channels), mean));
}

function repeat(frame: Frame, count: number): Frame[] {
  return Array.from({ length: count }, () => frame);
}

describe('createChannelChooser', () => {
  it('chooses all channels while their mean has sound, and in silence', () => {
    expect(choices([SILENT, ALIKE, UNRELATED, LEFT_ALONE])).toEqual(Array.from({ length: 4 }, () => AVERAGE));
  });

  it('chooses the loudest channel as soon as the mean cancels, however loud it was before', () => {
    const loud = [[1e6, 1e6], 1e6] as const;
    expect(choices([...repeat(loud, 100), CANCELLED]).slice(-2)).toEqual([AVERAGE, 1]);
  });

  it('goes back to all channels after a second in which they agree', () => {
    const after = choices([CANCELLED, ...repeat(ALIKE, FRAMES_OF_A_SECOND + 1)]).slice(1);
    expect(after.indexOf(AVERAGE)).toBe(FRAMES_OF_A_SECOND - 1);
  });

  it('stays with one channel while others cancel now and then', () => {
    const sometimes = repeat(ALIKE, FRAMES_OF_A_SECOND - 1);
    expect(new Set(choices([CANCELLED, ...sometimes, CANCELLED, ...sometimes]))).toEqual(new Set([1]));
  });

  it('goes back at once when its channel falls silent', () => {
    expect(choices([CANCELLED, LEFT_ALONE])).toEqual([1, AVERAGE]);
  });

  it('counts no silence as agreement', () => {
    expect(choices([CANCELLED, ...repeat(SILENT, 3 * FRAMES_OF_A_SECOND)]).at(-1)).toBe(1);
  });
});
