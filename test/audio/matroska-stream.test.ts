import { describe, expect, it } from 'vitest';
import { decodeAudio } from '../../src/audio/decode-audio.ts';
import { readMatroskaStream } from '../../src/audio/matroska-stream.ts';
import { longWebm } from '../helpers/long-webm.ts';
import { collectSound, fixtureBytes, memoryFile, rootMeanSquare, temporaryFolder } from './recordings.ts';

const { write } = temporaryFolder();
const webm = fixtureBytes('opus.webm');
const read = (bytes: Uint8Array) => readMatroskaStream(memoryFile(bytes, 'a.webm'));

describe('readMatroskaStream', () => {
  it('reads the duration that the file states', async () => {
    const { declaredSeconds, notes } = await read(webm);
    expect(declaredSeconds).toBeCloseTo(1.5, 1);
    expect(notes).toEqual([]);
  });

  it('says how much of a file is missing', async () => {
    const { notes } = await read(webm.subarray(0, -1000));
    expect(notes).toEqual(['The file is cut off: 1000 bytes are missing.']);
  });

  it('refuses a film without sound', async () => {
    const silent = Buffer.from(webm);
    silent[silent.indexOf(Buffer.from('838102', 'hex')) + 2] = 1;
    await expect(read(silent)).rejects.toMatchObject({
      code: 'AUDIO_INVALID',
      message: 'Could not decode "a.webm": it holds no audio track.',
    });
  });

  it.each([
    ['zeros in the place of', 700],
    ['nothing in the place of', 0],
  ])('reads on behind %s 700 bytes, with silence for what is missing', async (_, zeros) => {
    const { bytes, clusterBytes } = longWebm(4);
    const at = clusterBytes[1]! + 1000;
    const damaged = Buffer.concat([bytes.subarray(0, at), Buffer.alloc(zeros), bytes.subarray(at + 700)]);
    const whole = await collectSound(decodeAudio(write('whole.webm', bytes)));
    const { channels, warnings } = await collectSound(decodeAudio(write('damaged.webm', damaged)));
    expect(whole.warnings).toEqual([]);
    expect(warnings).toEqual(['Damaged places that the decoder skipped: 1.']);
    // Clusters are rounded to blocks of 20 ms and lack 6.5 ms before the first sample.
    expect(Math.abs(channels[0]!.length - whole.channels[0]!.length) / 48_000).toBeLessThan(0.05);
    expect(rootMeanSquare(channels[0]!.subarray(-48_000))).toBeCloseTo(rootMeanSquare(whole.channels[0]!.subarray(-48_000)), 2); // prettier-ignore
  });

  it('leaves what is no Matroska file to the decoder', async () => {
    expect((await read(Buffer.alloc(100))).declaredSeconds).toBeUndefined();
  });
});
