import { describe, expect, it } from 'vitest';
import { readCodedChunk } from '../../src/audio/coded-chunk.ts';
import { collect, memoryFile } from './recordings.ts';

const header = Uint8Array.of(1, 2, 3);
const bytes = Uint8Array.from({ length: 1000 }, (_, n) => n % 251);

function read(byteCount: number | undefined, bytesPerSecond?: number) {
  return readCodedChunk(memoryFile(bytes), { header, extent: { firstByte: 200, byteCount }, bytesPerSecond });
}

describe('readCodedChunk', () => {
  it('gives the header and what lies in the chunk', async () => {
    const pieces = await collect(read(500).pieces);
    expect(Buffer.concat(pieces).equals(Buffer.concat([header, bytes.subarray(200, 700)]))).toBe(true);
  });

  it('tells the length from the size of the chunk, and says nothing else of one that is cut off', () => {
    const { declaredSeconds, heldSeconds, isExact, notes } = read(1000, 100);
    expect({ declaredSeconds, held: heldSeconds?.(), isExact, notes }).toEqual({
      declaredSeconds: 10,
      held: 8,
      isExact: true,
      notes: [],
    });
  });

  it('says how much is missing where the length cannot be told', () => {
    expect(read(1000)).toMatchObject({
      declaredSeconds: undefined,
      notes: ['The file is cut off: 200 bytes are missing.'],
    });
    expect(read(800)).toMatchObject({ notes: [] });
  });

  it.each([undefined, 100])(
    'says that the header leaves the length open (bytes a second: %s)',
    async (bytesPerSecond) => {
      const { declaredSeconds, notes, pieces } = read(undefined, bytesPerSecond);
      expect(declaredSeconds).toBeUndefined();
      expect(notes).toEqual(['The header does not say how long the recording is; it was read to the end of the file.']);
      expect(Buffer.concat(await collect(pieces))).toHaveLength(803);
    },
  );
});
