import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { chunkCode, readAviChunks } from '../../src/audio/avi-chunks.ts';
import { aviBytes, aviChunk } from '../helpers/avi-bytes.ts';
import { collect, countedFile, memoryFile } from './recordings.ts';

function nameOf(code: number): string {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(code);
  return bytes.toString('latin1');
}

async function chunksIn(bytes: Uint8Array) {
  const chunks = (await collect(readAviChunks(memoryFile(bytes, 'a.avi'), 0))).flat();
  return chunks.map(({ code, firstByte, byteCount }) => [nameOf(code), firstByte, byteCount]);
}

const samples = aviChunk('01wb', new Uint8Array(3));

describe('readAviChunks', () => {
  it('gives chunks in the order of the file, lists before what is in them', async () => {
    const chunks = await chunksIn(aviBytes({ chunks: [samples, samples], streamTypes: ['auds'] }));
    expect(chunks).toEqual([
      ['RIFF', 8, 218],
      ['hdrl', 20, 170],
      ['avih', 32, 56],
      ['strl', 96, 94],
      ['strh', 108, 56],
      ['strf', 172, 18],
      ['movi', 198, 28],
      ['01wb', 210, 3],
      ['01wb', 222, 3],
    ]);
  });

  it('finds every chunk, wherever its header lies in what is read at a time', async () => {
    const chunk = fc.tuple(fc.constantFrom('00dc', '01wb', 'JUNK'), fc.integer({ min: 1, max: 20_000 }));
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { maxLength: 40 }), async (chunks) => {
        const bodies = chunks.map(([name, byteCount]) => aviChunk(name, new Uint8Array(byteCount)));
        const found = await chunksIn(aviBytes({ chunks: [...bodies, samples, samples] }));
        const behind = found.slice(found.findIndex(([name]) => name === 'movi') + 1);
        expect(behind.map(([name, , byteCount]) => [name, byteCount])).toEqual([...chunks, ['01wb', 3], ['01wb', 3]]);
      }),
      { numRuns: 30 },
    );
  });

  it('reads nothing of large chunks but their headers', async () => {
    const picture = aviChunk('00dc', new Uint8Array(1_000_000));
    const file = countedFile(memoryFile(aviBytes({ chunks: [picture, picture, samples] })));
    const chunks = (await collect(readAviChunks(file, 0))).flat();
    expect(chunks.filter(({ code }) => code === chunkCode('01wb'))).toHaveLength(1);
    expect(file.bytesRead()).toBeLessThan(50_000);
  });

  it('does not look into lists of other kinds', async () => {
    const hidden = aviChunk('LIST', Buffer.concat([Buffer.from('INFO'), samples]));
    const names = (await chunksIn(aviBytes({ chunks: [hidden, samples] }))).map(([name]) => name);
    expect(names.slice(-2)).toEqual(['LIST', '01wb']);
    expect(names.filter((name) => name === '01wb')).toHaveLength(1);
  });

  it('ends where zeros follow the last RIFF chunk', async () => {
    const bytes = aviBytes({ chunks: [samples] });
    expect(await chunksIn(Buffer.concat([bytes, Buffer.alloc(100_000)]))).toEqual(await chunksIn(bytes));
  });

  it.each([
    ['states a size', 100_000],
    ['leaves its size open', 0],
  ])('refuses a file that %s and was not filled', async (_, riffBytes) => {
    const bytes = aviBytes({ chunks: [samples], riffBytes });
    const reading = chunksIn(Buffer.concat([bytes, Buffer.alloc(100_000)]));
    await expect(reading).rejects.toMatchObject({
      code: 'AUDIO_INVALID',
      message: `Could not decode "a.avi": expected a chunk at byte ${String(bytes.length)}, found zeros.`,
      remedy: 'Check that the file plays elsewhere, or export it again.',
    });
  });
});
