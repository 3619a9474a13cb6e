import { describe, expect, it } from 'vitest';
import type { AudioBlock } from '../../src/audio/audio-block.ts';
import { checkBlocks } from '../../src/audio/check-blocks.ts';
import { collectSound, sine } from './recordings.ts';

async function* given(...blocks: AudioBlock[]): AsyncGenerator<AudioBlock, readonly string[]> {
  yield* await Promise.resolve(blocks);
  return ['From the decoder.'];
}

const check = (...blocks: AudioBlock[]) => collectSound(checkBlocks('a.wav', given(...blocks), 3600));
const mono = (samples: Float32Array | readonly number[]): AudioBlock => ({
  channels: [Float32Array.from(samples)],
  sampleRateHz: 16_000,
});
const tone = sine(440, 0.01);

describe('checkBlocks', () => {
  it('passes sound on with the warnings of the decoder', async () => {
    const sound = await check(mono(tone), mono(tone));
    expect(sound.channels[0]).toEqual(Float32Array.from([...tone, ...tone]));
    expect(sound.warnings).toEqual(['From the decoder.']);
  });

  it('replaces what is no number, infinite or absurdly large by silence, and counts it', async () => {
    const sound = await check(mono([0.5, NaN, Infinity, -Infinity, 1e30, -0.5, ...tone]));
    expect([...sound.channels[0]!.subarray(0, 6)]).toEqual([0.5, 0, 0, 0, 0, -0.5]);
    expect(sound.warnings).toEqual(['From the decoder.', '4 samples were not finite and were replaced by silence.']);
  });

  it('refuses a recording that is damaged in more than a tenth of its samples', async () => {
    await expect(check(mono([NaN, NaN, ...tone.subarray(0, 10)]))).rejects.toMatchObject({
      code: 'AUDIO_INVALID',
      message: 'Could not decode "a.wav": 2 of its 12 samples are not numbers that can be sound.',
      remedy: 'Check that the file plays elsewhere, or export it again.',
    });
  });

  it('warns of samples at another scale', async () => {
    const sound = await check(mono([...tone, 32_767]));
    expect(sound.warnings.at(-1)).toBe(
      'Samples reach 32767 times full scale; the file may have been written at another scale.',
    );
  });

  it('refuses a recording without samples', async () => {
    await expect(check()).rejects.toMatchObject({
      code: 'AUDIO_EMPTY',
      message: 'Expected sound in "a.wav", found none.',
      remedy: 'Replace the file or leave it out.',
    });
  });

  it.each([
    [0, 'expected 1000 to 768000 samples per second, found 0'],
    [NaN, 'expected 1000 to 768000 samples per second, found NaN'],
    [4e9, 'expected 1000 to 768000 samples per second, found 4000000000'],
  ])('refuses %d samples per second', async (sampleRateHz, finding) => {
    await expect(check({ ...mono(tone), sampleRateHz })).rejects.toMatchObject({
      code: 'AUDIO_INVALID',
      message: `Could not decode "a.wav": ${finding}.`,
    });
  });

  it('refuses 33 channels', async () => {
    const channels = Array.from({ length: 33 }, () => tone);
    await expect(check({ channels, sampleRateHz: 16_000 })).rejects.toMatchObject({
      code: 'AUDIO_INVALID',
      message: 'Could not decode "a.wav": expected 1 to 32 channels, found 33.',
    });
  });

  it('stops after the longest duration that is allowed, and closes the decoder', async () => {
    let [hours, isClosed] = [0, false];
    async function* endless(): AsyncGenerator<AudioBlock, readonly string[]> {
      try {
        for (;;) {
          hours++;
          yield await Promise.resolve({ channels: [new Float32Array(3_600_000)], sampleRateHz: 1000 });
        }
      } finally {
        isClosed = true;
      }
    }
    await expect(async () => {
      for await (const block of checkBlocks('bomb.flac', endless(), 12 * 3600)) expect(block.sampleRateHz).toBe(1000);
    }).rejects.toMatchObject({
      code: 'AUDIO_TOO_LONG',
      message: 'Expected at most 12 h of sound in "bomb.flac", found more.',
      remedy: 'Raise --max-duration, or split the recording into shorter files.',
    });
    expect(hours).toBe(13);
    expect(isClosed).toBe(true);
  });
});
