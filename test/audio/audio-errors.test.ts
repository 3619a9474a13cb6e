import { describe, expect, it } from 'vitest';
import { checkFormat, invalidAudio, invalidPlace } from '../../src/audio/audio-errors.ts';

describe('checkFormat', () => {
  it.each([
    [1000, 1],
    [768_000, 32],
  ])('accepts %d Hz with %d channels', (sampleRateHz, channelCount) => {
    expect(() => checkFormat('a.wav', { sampleRateHz, channelCount })).not.toThrow();
  });

  it.each([
    [999, 1, 'expected 1000 to 768000 samples per second, found 999'],
    [768_001, 1, 'expected 1000 to 768000 samples per second, found 768001'],
    [Infinity, 1, 'expected 1000 to 768000 samples per second, found Infinity'],
    [16_000, 0, 'expected 1 to 32 channels, found 0'],
    [16_000, 33, 'expected 1 to 32 channels, found 33'],
    [16_000, NaN, 'expected 1 to 32 channels, found NaN'],
  ])('refuses %d Hz with %d channels', (sampleRateHz, channelCount, finding) => {
    expect(() => checkFormat('a.wav', { sampleRateHz, channelCount })).toThrow(invalidAudio('a.wav', finding));
  });
});

describe('invalidPlace', () => {
  it('has the finding alone as its cause', () => {
    const error = invalidPlace('a.wav', 'expected a chunk at byte 12, found zeros');
    expect(error).toMatchObject({
      code: 'AUDIO_INVALID',
      message: 'Could not decode "a.wav": expected a chunk at byte 12, found zeros.',
      cause: { message: 'expected a chunk at byte 12, found zeros' },
    });
  });
});
