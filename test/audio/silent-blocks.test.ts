import { describe, expect, it } from 'vitest';
import { silentBlocks } from '../../src/audio/silent-blocks.ts';

const format = { channelCount: 2, sampleRateHz: 8000 };

describe('silentBlocks', () => {
  it('gives zeros of every channel, a second at most at a time', () => {
    const blocks = [...silentBlocks(2.5, format)];
    expect(blocks.map(({ channels }) => channels.map(({ length }) => length))).toEqual([[8000, 8000], [8000, 8000], [4000, 4000]]); // prettier-ignore
    expect(blocks.every(({ channels }) => channels.every((samples) => samples.every((sample) => sample === 0)))).toBe(true); // prettier-ignore
    expect(blocks[0]!.sampleRateHz).toBe(8000);
  });

  it('gives nothing where nothing is missing', () => {
    expect([...silentBlocks(-1, format)]).toEqual([]);
  });
});
