import { truncateSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { openAudioFile } from '../../src/audio/audio-file.ts';
import { collect, temporaryFolder } from './recordings.ts';

const { write } = temporaryFolder();
const bytes = Uint8Array.from({ length: 1000 }, (_, n) => n % 251);

describe('openAudioFile', () => {
  it('reads any part, less at the end and nothing behind it', async () => {
    const file = await openAudioFile(write('a', bytes));
    expect(file.sizeBytes).toBe(1000);
    expect(await file.read(10, 5)).toEqual(bytes.slice(10, 15));
    expect(await file.read(990, 100)).toEqual(bytes.slice(990));
    expect(await file.read(5000, 100)).toHaveLength(0);
    await file.close();
  });

  it('streams a range in pieces of their own memory', async () => {
    const file = await openAudioFile(write('a', bytes));
    const pieces = await collect(file.pieces(100, 1000, 400));
    expect(pieces.map(({ length }) => length)).toEqual([400, 400, 100]);
    expect(Buffer.concat(pieces)).toEqual(Buffer.from(bytes.slice(100)));
    expect(new Set(pieces.map(({ buffer }) => buffer)).size).toBe(3);
    await file.close();
  });

  it('ends with the file when it becomes shorter while it is read', async () => {
    const path = write('a', bytes);
    const file = await openAudioFile(path);
    truncateSync(path, 300);
    expect(Buffer.concat(await collect(file.pieces(0, 1000, 200)))).toHaveLength(300);
    await file.close();
  });

  it('says why reading failed', async () => {
    const path = write('a', bytes);
    const file = await openAudioFile(path);
    await file.close();
    await expect(file.read(0, 10)).rejects.toMatchObject({
      code: 'AUDIO_UNREADABLE',
      message: `Could not read "${path}": file closed.`,
      remedy: 'Check that the file exists and that you may read it.',
    });
  });
});
