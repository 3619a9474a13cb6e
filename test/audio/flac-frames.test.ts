import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FlacFrames } from '../../src/audio/flac-frames.ts';
import { readStreamInfo } from '../../src/audio/flac-frame.ts';
import { fixtureBytes, seededNoise } from './recordings.ts';

const flac = fixtureBytes('stereo-44100.flac');
const info = readStreamInfo(flac.subarray(8));
const coded = flac.subarray(flac.indexOf(Uint8Array.of(0xff, 0xf8)));

function cut(bytes: Uint8Array, pieceBytes = bytes.length) {
  const frames = new FlacFrames(info);
  const found = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) found.push(...frames.push(bytes.subarray(at, at + pieceBytes)));
  found.push(...frames.finish());
  const samples = found.reduce((sum, frame) => sum + frame.samples, 0);
  return { samples, bytes: Buffer.concat(found.map((frame) => frame.bytes)), damagedPlaces: frames.damagedPlaces };
}

describe('FlacFrames', () => {
  it('gives every byte of a sound file back, however it is read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), (pieceBytes) => {
        expect(cut(coded, pieceBytes)).toEqual({ samples: 66_150, bytes: coded, damagedPlaces: 0 });
      }),
      { numRuns: 25 },
    );
  });

  it('keeps the length whatever byte is damaged, but for the first and the last frame', () => {
    fc.assert(
      fc.property(fc.integer({ min: 4000, max: coded.length - 4000 }), fc.integer({ min: 1, max: 255 }), (at, flip) => {
        const damaged = Buffer.from(coded);
        damaged[at]! ^= flip;
        expect(cut(damaged, 5000)).toMatchObject({ samples: 66_150, damagedPlaces: 1 });
      }),
      { numRuns: 50 },
    );
  });

  it('takes the last frame without what follows it', () => {
    const tag = Buffer.concat([Buffer.from('TAG'), Buffer.alloc(125, 1)]);
    expect(cut(Buffer.concat([coded, tag]))).toMatchObject({ samples: 66_150, damagedPlaces: 0 });
  });

  it('gives up a frame that does not end', () => {
    const noise = Uint8Array.from(seededNoise(600_000), (sample) => 100 + 27 * sample);
    const found = cut(Buffer.concat([coded.subarray(0, 3000), noise, coded]), 16_384);
    // The frame that was begun may have been whole: then it is there twice.
    expect(found.damagedPlaces).toBe(1);
    expect(found.samples - 66_150).toBeLessThanOrEqual(4608);
  });
});
