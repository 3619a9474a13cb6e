import { describe, expect, it } from 'vitest';
import { OggPages } from '../../src/audio/ogg-pages.ts';
import { opusSilence } from '../helpers/sound-bombs.ts';
import { fixtureBytes } from './recordings.ts';

// Pages of half a minute, the last one shorter.
const ogg = opusSilence(600);
const pageBytes = [...ogg.toString('latin1').matchAll(/OggS/g)].map(({ index }) => index);

function damagedPlaces(bytes: Uint8Array, pieceBytes = 1000): number {
  const pages = new OggPages();
  for (let at = 0; at < bytes.length; at += pieceBytes) pages.push(bytes.subarray(at, at + pieceBytes));
  return pages.damagedPlaces;
}

function without(from: number, to: number): Buffer {
  return Buffer.concat([ogg.subarray(0, from), ogg.subarray(to)]);
}

describe('OggPages', () => {
  it.each(['opus.ogg', 'vorbis.ogg', 'flac.ogg'])('finds no damage in %s, however it is read', (name) => {
    const bytes = fixtureBytes(name);
    expect([1, 7, 1000, bytes.length].map((pieceBytes) => damagedPlaces(bytes, pieceBytes))).toEqual([0, 0, 0, 0]);
  });

  it('counts a wrong bit, a hole and missing bytes', () => {
    const flipped = Buffer.from(ogg);
    flipped[pageBytes[5]! + 300]! ^= 1;
    expect(damagedPlaces(flipped)).toBe(1);
    expect(damagedPlaces(Buffer.from(ogg).fill(0, pageBytes[5]! + 100, pageBytes[8]! + 100))).toBe(1);
    expect(damagedPlaces(without(pageBytes[5]! + 100, pageBytes[8]! + 100))).toBe(1);
  });

  it('counts whole pages that are missing, each place once', () => {
    const [third, fifth] = [pageBytes[3]!, pageBytes[5]!];
    expect(damagedPlaces(without(third, fifth))).toBe(1);
    expect(damagedPlaces(Buffer.concat([without(third, fifth), without(third, fifth)]))).toBe(2);
  });

  it('counts nothing where another recording follows, or what is no page', () => {
    expect(damagedPlaces(Buffer.concat([ogg, ogg, Buffer.alloc(1000)]))).toBe(0);
  });

  it('checks no byte of pages that overlap more than a few times', () => {
    const header = Buffer.concat([Buffer.from('OggS\0', 'latin1'), Buffer.alloc(22, 0xff)]);
    const startedAt = process.cpuUsage();
    expect(damagedPlaces(Buffer.concat(Array<Buffer>(100_000).fill(header)), 16_384)).toBe(0);
    // A second or two, most of it for finding pages; more than ten seconds without a limit.
    expect(process.cpuUsage(startedAt).user).toBeLessThan(5e6);
  });
});
