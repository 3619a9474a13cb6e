import { describe, expect, it } from 'vitest';
import { flacCrc16 } from '../../src/audio/flac-crc.ts';
import { flacHeaderAt, readStreamInfo } from '../../src/audio/flac-frame.ts';
import { codedFlacNumber, flacFrameAt } from '../../src/audio/flac-number.ts';
import { FlacFrames } from '../../src/audio/flac-frames.ts';
import { fixtureBytes } from './recordings.ts';

const flac = fixtureBytes('stereo-44100.flac');
const info = readStreamInfo(flac.subarray(8));

describe('codedFlacNumber', () => {
  it.each([
    [0, '00'],
    [0x7f, '7f'],
    [0x80, 'c280'],
    [0x7ff, 'dfbf'],
    [0x800, 'e0a080'],
    [2 ** 31, 'fe828080808080'],
    [2 ** 36 - 1, 'febfbfbfbfbfbf'],
  ])('writes %d as %s', (value, expected) => {
    expect(Buffer.from(codedFlacNumber(value)).toString('hex')).toBe(expected);
  });
});

describe('flacFrameAt', () => {
  it('keeps all but the place, and both checks right', () => {
    const [frame] = new FlacFrames(info).push(flac.subarray(flac.indexOf(Uint8Array.of(0xff, 0xf8))));
    const header = flacHeaderAt(frame!.bytes, 0, info)!;
    const moved = flacFrameAt(1_000_000, frame!.bytes, header);
    const movedHeader = flacHeaderAt(moved, 0, info)!;
    expect(movedHeader).toEqual({ ...header, position: 1_000_000, headerBytes: header.headerBytes + 3 });
    expect(flacCrc16(moved, 0, moved.length)).toBe(0);
    const body = frame!.bytes.subarray(header.headerBytes, -2);
    expect(Buffer.from(moved.subarray(movedHeader.headerBytes, -2)).equals(body)).toBe(true);
  });
});
