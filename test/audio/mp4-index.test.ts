import { describe, expect, it } from 'vitest';
import { hasSoundTables, readMp4Index, shiftChunkOffsets } from '../../src/audio/mp4-index.ts';
import { fixtureBytes } from './recordings.ts';

/** The bytes of the first box of a type, with its header. */
function boxOf(name: string, type: string): Buffer {
  const bytes = fixtureBytes(name);
  const start = bytes.indexOf(type) - 4;
  return Buffer.from(bytes.subarray(start, start + bytes.readUInt32BE(start)));
}

function box(type: string, ...bodies: Buffer[]): Buffer {
  const body = Buffer.concat(bodies);
  const header = Buffer.alloc(8);
  header.writeUInt32BE(8 + body.length);
  header.write(type, 4, 'latin1');
  return Buffer.concat([header, body]);
}

const words = (...values: number[]): Buffer => Buffer.from(Uint32Array.from(values).buffer).swap32();

describe('readMp4Index', () => {
  it('tells the duration of the audio track', () => {
    const { declaredSeconds, isFragmented } = readMp4Index(boxOf('index-last.m4a', 'moov'));
    expect(declaredSeconds).toBeCloseTo(1.53, 1);
    expect(isFragmented).toBe(false);
  });

  it('takes the duration of no other track', () => {
    const track = (handler: string, seconds: number): Buffer =>
      box('trak', box('mdia', box('mdhd', words(0, 0, 0, 1000, 1000 * seconds)), box('hdlr', words(0, 0), Buffer.from(handler)))); // prettier-ignore
    expect(readMp4Index(box('moov', track('vide', 9), track('soun', 5)))).toMatchObject({ declaredSeconds: 5 });
    expect(readMp4Index(box('moov', track('vide', 9)))).toMatchObject({ declaredSeconds: undefined });
  });

  it('reads long durations', () => {
    const header = Buffer.concat([Buffer.from([1, 0, 0, 0]), words(0, 0, 0, 0, 48_000, 1, 0)]);
    const track = box('mdia', box('mdhd', header), box('hdlr', words(0, 0), Buffer.from('soun')));
    expect(readMp4Index(box('moov', box('trak', track))).declaredSeconds).toBeCloseTo(2 ** 32 / 48_000, 6);
  });

  it('tells fragmented files, whose duration is open', () => {
    expect(readMp4Index(boxOf('fragmented.mp4', 'moov'))).toEqual({
      declaredSeconds: undefined,
      heldSeconds: 0,
      isFragmented: true,
    });
  });
});

describe('hasSoundTables', () => {
  it.each([
    ['index-last.m4a', 'moov'],
    ['index-first.m4a', 'moov'],
    ['alac.m4a', 'moov'],
    ['fragmented.mp4', 'moov'],
    ['fragmented.mp4', 'moof'],
  ])('finds those of %s (%s) in order', (name, type) => {
    expect(hasSoundTables(boxOf(name, type), fixtureBytes(name).length)).toBe(true);
  });

  it.each([
    ['more chunks than there is room for', box('stco', words(0, 3, 1, 2))],
    ['more samples of one size than the file has bytes', box('stsz', words(0, 10, 1001))],
    ['more sizes than there is room for', box('stsz', words(0, 0, 2, 5))],
    ['a table cut off before its count', box('stsz', words(0, 0))],
    ['an edit list that is too long', box('elst', words(0, 0xffff_ffff, 1, 1, 1))],
    ['a run of a fragment that is too long', box('moof', box('traf', box('trun', words(0x201, 3, 0, 7, 7))))],
  ])('finds %s', (_, boxes) => {
    expect(hasSoundTables(boxes, 1000)).toBe(false);
  });
});

describe('shiftChunkOffsets', () => {
  it('changes every offset and nothing else', () => {
    const short = box('stco', words(0, 3, 10, 100, 200));
    shiftChunkOffsets(short, (offset) => (offset === 100 ? 1100 : offset));
    expect(short.subarray(8)).toEqual(words(0, 3, 10, 1100, 200));
    const long = box('co64', words(0, 2, 0, 100, 5, 100));
    shiftChunkOffsets(long, (offset) => offset + 1);
    expect(long.subarray(8)).toEqual(words(0, 2, 0, 101, 5, 101));
  });
});
