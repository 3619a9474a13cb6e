import { describe, expect, it } from 'vitest';
import { flacCrc16, flacCrc8 } from '../../src/audio/flac-crc.ts';
import { fixtureBytes } from './recordings.ts';

const CHECK_TEXT = Buffer.from('123456789');
const flac = fixtureBytes('stereo-44100.flac');
const FIRST_FRAME = flac.indexOf(Uint8Array.of(0xff, 0xf8));

describe('flacCrc8', () => {
  it('gives the published check of CRC-8 and is 0 over a header with its check byte', () => {
    expect(flacCrc8(CHECK_TEXT, 0, 9)).toBe(0xf4);
    expect(flacCrc8(flac, FIRST_FRAME, FIRST_FRAME + 6)).toBe(0);
  });
});

describe('flacCrc16', () => {
  it('gives the published check of CRC-16/UMTS, at once and in two parts', () => {
    expect(flacCrc16(CHECK_TEXT, 0, 9)).toBe(0xfee8);
    expect(flacCrc16(CHECK_TEXT, 4, 9, flacCrc16(CHECK_TEXT, 0, 4))).toBe(0xfee8);
  });
});
