import { describe, expect, it } from 'vitest';
import { adtsFrameBytes, mpegFrameAt } from '../../src/audio/mpeg-frame.ts';
import { fixtureBytes } from './recordings.ts';

describe('mpegFrameAt', () => {
  it.each([
    ['MPEG-1 layer III, 128 kbit/s, 44.1 kHz, stereo', 'fffb9000', { bytes: 417, samples: 1152, sampleRateHz: 44_100, sideInfoBytes: 32 }], // prettier-ignore
    ['the same, padded', 'fffb9200', { bytes: 418, samples: 1152, sampleRateHz: 44_100, sideInfoBytes: 32 }],
    ['MPEG-1 layer III, 320 kbit/s, 32 kHz, mono', 'fffbe8c0', { bytes: 1440, samples: 1152, sampleRateHz: 32_000, sideInfoBytes: 17 }], // prettier-ignore
    ['MPEG-2 layer III, 64 kbit/s, 22.05 kHz, mono', 'fff380c0', { bytes: 208, samples: 576, sampleRateHz: 22_050, sideInfoBytes: 9 }], // prettier-ignore
    ['MPEG-2.5 layer III, 8 kbit/s, 8 kHz, stereo', 'ffe31800', { bytes: 72, samples: 576, sampleRateHz: 8000, sideInfoBytes: 17 }], // prettier-ignore
    ['MPEG-1 layer II, 192 kbit/s, 48 kHz', 'fffda400', { bytes: 576, samples: 1152, sampleRateHz: 48_000 }],
    ['MPEG-1 layer I, 384 kbit/s, 48 kHz', 'ffffc400', { bytes: 384, samples: 384, sampleRateHz: 48_000 }],
    ['MPEG-2 layer I, 128 kbit/s, 24 kHz', 'fff78400', { bytes: 256, samples: 384, sampleRateHz: 24_000 }],
  ])('reads the header of %s', (_, hex, frame) => {
    expect(mpegFrameAt(Buffer.from(`00${hex}00`, 'hex'), 1)).toMatchObject(frame);
  });

  it.each([
    ['no sync', 'fe fb 90 00'],
    ['a reserved version', 'ff eb 90 00'],
    ['a reserved layer', 'ff f9 90 00'],
    ['a free bitrate', 'ff fb 00 00'],
    ['a reserved bitrate', 'ff fb f0 00'],
    ['a reserved rate', 'ff fb 9c 00'],
    ['three bytes', 'ff fb 90'],
  ])('finds no frame in %s', (_, hex) => {
    expect(mpegFrameAt(Buffer.from(hex.replaceAll(' ', ''), 'hex'), 0)).toBeUndefined();
  });

  it('finds no frame before the start', () => {
    expect(mpegFrameAt(Buffer.from('fffb9000', 'hex'), -1)).toBeUndefined();
  });
});

describe('adtsFrameBytes', () => {
  it('leads from frame to frame to the end of the file', () => {
    const bytes = fixtureBytes('adts.aac');
    let at = 0;
    while (at < bytes.length) at += adtsFrameBytes(bytes, at) ?? Infinity;
    expect(at).toBe(bytes.length);
  });

  it.each(['fffb5080200000', 'fff17c80200000', 'fff15080000000', 'fff150802000'])('finds no frame in %s', (hex) => {
    expect(adtsFrameBytes(Buffer.from(hex, 'hex'), 0)).toBeUndefined();
  });
});
