import { describe, expect, it } from 'vitest';
import { flacCrc16 } from '../../src/audio/flac-crc.ts';
import { flacHeaderAt } from '../../src/audio/flac-frame.ts';
import { silentFlacFrames } from '../../src/audio/flac-silence.ts';

const info = { sampleRateHz: 44_100, channelCount: 2, bits: 24, blockSamples: 4096, totalSamples: 0 };
const like = { samples: 4096, position: 0, rateCode: 9, sizeCode: 6, rateBytes: new Uint8Array(0), headerBytes: 6 };

describe('silentFlacFrames', () => {
  it('makes frames of at most 65 536 samples, whose places and checks are right', () => {
    const frames = [...silentFlacFrames({ position: 1000, samples: 100_000 }, info, like)];
    const headers = frames.map(({ bytes }) => flacHeaderAt(bytes, 0, info));
    expect(headers).toMatchObject([
      { position: 1000, samples: 65_536 },
      { position: 66_536, samples: 34_464 },
    ]);
    expect(frames.map(({ samples }) => samples)).toEqual([65_536, 34_464]);
    expect(frames.map(({ bytes }) => flacCrc16(bytes, 0, bytes.length))).toEqual([0, 0]);
    expect(frames.map(({ bytes }) => bytes.length)).toEqual([19, 21]);
  });

  it('states the rate and sample size of the frame that it is to be like', () => {
    const rate = { rateCode: 13, rateBytes: Uint8Array.of(0x12, 0x34) };
    const [frame] = silentFlacFrames({ position: 0, samples: 10 }, info, { ...like, ...rate });
    expect(flacHeaderAt(frame!.bytes, 0, info)).toMatchObject({ ...rate, sizeCode: 6 });
  });
});
