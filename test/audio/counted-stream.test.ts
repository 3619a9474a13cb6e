import { describe, expect, it } from 'vitest';
import { readCountedStream } from '../../src/audio/counted-stream.ts';
import { fixtureBytes, memoryFile } from './recordings.ts';

describe('readCountedStream', () => {
  it.each([
    ['tta', 'tta.tta'],
    ['wv', 'wavpack.wv'],
  ] as const)('reads the duration that a %s file states', async (format, name) => {
    expect((await readCountedStream(memoryFile(fixtureBytes(name)), format, 0)).declaredSeconds).toBe(1.5);
  });

  it('reads the header of a QOA file', async () => {
    const head = Buffer.alloc(40);
    head.write('qoaf', 'latin1');
    head.writeUInt32BE(88_200, 4);
    head.writeUInt32BE((2 << 24) | 44_100, 8);
    expect((await readCountedStream(memoryFile(head), 'qoa', 0)).declaredSeconds).toBe(2);
  });

  it('refuses a rate that decoders would allocate for', async () => {
    const wrong = Buffer.from(fixtureBytes('tta.tta'));
    wrong.writeUInt32LE(4_000_000_000, 10);
    await expect(readCountedStream(memoryFile(wrong, 'a.tta'), 'tta', 0)).rejects.toThrow(
      'Could not decode "a.tta": expected 1000 to 768000 samples per second, found 4000000000.',
    );
  });
});
