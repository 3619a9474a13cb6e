import { describe, expect, it } from 'vitest';
import { flacHeaderAt, mayBeginFrame, readStreamInfo } from '../../src/audio/flac-frame.ts';
import { fixtureBytes } from './recordings.ts';

const flac = fixtureBytes('stereo-44100.flac');
const FIRST_FRAME = flac.indexOf(Uint8Array.of(0xff, 0xf8));
const info = readStreamInfo(flac.subarray(8));

describe('readStreamInfo', () => {
  it('reads what all frames have in common', () => {
    expect(info).toEqual({
      sampleRateHz: 44_100,
      channelCount: 2,
      bits: 16,
      blockSamples: 4608,
      totalSamples: 66_150,
    });
  });
});

describe('flacHeaderAt', () => {
  it('reads a header whose check byte is right', () => {
    expect(flacHeaderAt(flac, FIRST_FRAME, info)).toMatchObject({ samples: 4608, position: 0, rateCode: 9 });
  });

  it('finds none in other bytes, in one that is cut off, or where a bit is wrong', () => {
    const damaged = Buffer.from(flac);
    damaged[FIRST_FRAME + 4]! ^= 1;
    expect(flacHeaderAt(flac, FIRST_FRAME + 1, info)).toBeUndefined();
    expect(flacHeaderAt(flac.subarray(0, FIRST_FRAME + 5), FIRST_FRAME, info)).toBeUndefined();
    expect(flacHeaderAt(damaged, FIRST_FRAME, info)).toBeUndefined();
  });

  it('takes no header for one that has another number of channels than the file', () => {
    expect(flacHeaderAt(flac, FIRST_FRAME, { ...info, channelCount: 1 })).toBeUndefined();
  });
});

describe('mayBeginFrame', () => {
  it('asks for 15 bits, as far as there are bytes', () => {
    expect([[0xff, 0xf8], [0xff, 0xf9], [0xff], [0xff, 0xfa], [0xfe]].map((bytes) => mayBeginFrame(Uint8Array.from(bytes), 0))).toEqual([true, true, true, false, false]); // prettier-ignore
  });
});
