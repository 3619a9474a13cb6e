import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { MatroskaBlocks } from '../../src/audio/matroska-blocks.ts';
import { longWebm } from '../helpers/long-webm.ts';

const { bytes: webm, clusterBytes } = longWebm(4);
const clusters = webm.subarray(clusterBytes[0]);
const clusterLength = clusterBytes[1]! - clusterBytes[0]!;

function cut(bytes: Uint8Array, pieceBytes = bytes.length) {
  const blocks = new MatroskaBlocks();
  const runs = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) runs.push(...blocks.push(bytes.subarray(at, at + pieceBytes)));
  runs.push(...blocks.finish());
  return {
    bytes: Buffer.concat(runs.map((run) => run.bytes)),
    resumesAt: runs.map((run) => run.resumesAt).filter((at) => at !== undefined),
    damagedPlaces: blocks.damagedPlaces,
  };
}

describe('MatroskaBlocks', () => {
  it('gives every byte of a sound file back, however it is read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20_000 }), (pieceBytes) => {
        expect(cut(clusters, pieceBytes)).toEqual({ bytes: clusters, resumesAt: [], damagedPlaces: 0 });
      }),
      { numRuns: 25 },
    );
  });

  it('goes on at the next cluster behind a hole of zeros, wherever it lies, and tells its place', () => {
    fc.assert(
      fc.property(fc.integer({ min: 100, max: clusterLength - 1000 }), (at) => {
        const damaged = Buffer.from(clusters).fill(0, at, at + 700);
        const found = cut(damaged, 5000);
        expect(found).toMatchObject({ resumesAt: [1500], damagedPlaces: 1 });
        expect(found.bytes.subarray(-3 * clusterLength).equals(clusters.subarray(clusterLength))).toBe(true);
      }),
      { numRuns: 50 },
    );
  });

  it('takes no cluster without a timestamp for one, however many there are', () => {
    const imitations = Buffer.alloc(400_000, '1f43b67500', 'hex');
    const damaged = Buffer.concat([clusters.subarray(0, 1000), imitations, clusters.subarray(clusterLength)]);
    expect(cut(damaged, 16_384)).toMatchObject({ resumesAt: [1500], damagedPlaces: 1 });
  });

  it('passes over what is too long to be held, without calling it damage', () => {
    const attachments = Buffer.concat([Buffer.from('1941a46908ffffffff', 'hex'), Buffer.alloc(100_000)]);
    const parts = [clusters.subarray(0, clusterLength), attachments, clusters.subarray(clusterLength)];
    const found = cut(Buffer.concat(parts));
    expect(found.damagedPlaces).toBe(0);
    expect(found.bytes.length).toBeGreaterThan(clusters.length - 1000);
  });

  it('keeps what is whole of a file that was cut off', () => {
    const found = cut(clusters.subarray(0, 1000));
    expect(found.damagedPlaces).toBe(0);
    expect(found.bytes.length).toBeGreaterThan(700);
    expect(found.bytes.equals(clusters.subarray(0, found.bytes.length))).toBe(true);
  });
});
