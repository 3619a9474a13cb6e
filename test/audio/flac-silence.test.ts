import { describe, expect, it } from 'vitest';
import { flacCrc16 } from '../../src/audio/flac-crc.ts';
import { flacHeaderAt } from '../../src/audio/flac-frame.ts';
import { silentFlacFrames } from '../../src/audio/flac-silence.ts';

const info = { sampleRateHz: 44_100, channelCount: 2, bits: 24, blockSamples: 4096, totalSamples: 0 };
const like = { samples: 4096, position: 0, rateCode: 9, sizeCode: 6, rateBytes: new Uint8Array(0) };

describe('silentFlacFrames', () => {
  it('makes frames of at most 65 536 samples, whose headers and checks are right', () => {
    const frames = [...silentFlacFrames(100_000, info, like)];
    expect(frames.map((frame) => flacHeaderAt(frame, 0, info)?.samples)).toEqual([65_536, 34_464]);
    expect(frames.map((frame) => flacCrc16(frame, 0, frame.length))).toEqual([0, 0]);
    expect(frames.map(({ length }) => length)).toEqual([18, 18]);
  });

  it('states the rate and sample size of the frame that it is to be like', () => {
    const [frame] = silentFlacFrames(10, info, { ...like, rateCode: 13, rateBytes: Uint8Array.of(0x12, 0x34) });
    expect(flacHeaderAt(frame!, 0, info)).toMatchObject({ rateCode: 13, sizeCode: 6, rateBytes: Uint8Array.of(0x12, 0x34) }); // prettier-ignore
  });
});
