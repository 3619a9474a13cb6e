import { describe, expect, it } from 'vitest';
import { Command } from '../../src/cli/command-line.ts';
import { addDecodingOptions, toDecodingSettings, type DecodingFlags } from '../../src/cli/decoding-options.ts';

function settingsOf(...args: readonly string[]) {
  const command = addDecodingOptions(new Command('run'))
    .exitOverride()
    .configureOutput({ writeErr: () => undefined });
  return toDecodingSettings(command.parse(args, { from: 'user' }).opts<DecodingFlags>());
}

describe('toDecodingSettings', () => {
  it('leaves open what is not given', () => {
    expect(settingsOf()).toEqual({ task: 'transcribe', timestamps: false, wordTimestamps: false });
  });

  it('passes thresholds on, negative ones and none as well', () => {
    const args = '--logprob-threshold -2.5 --compression-ratio-threshold 3 --no-speech-threshold 1';
    expect(settingsOf(...args.split(' '))).toMatchObject({
      logProbabilityThreshold: -2.5,
      compressionRatioThreshold: 3,
      noSpeechThreshold: 1,
    });
    expect(settingsOf('--temperature-fallback', 'off')).toMatchObject({ temperatureFallback: false });
  });

  it.each([
    ['--logprob-threshold', '0.5', 'Expected a number of at most 0.'],
    ['--compression-ratio-threshold', '-1', 'Expected a number of at least 0.'],
    ['--no-speech-threshold', '1.5', 'Expected a number of at least 0 and at most 1.'],
    ['--no-speech-threshold', 'high', 'Expected a number of at least 0 and at most 1.'],
  ])('refuses %s %s', (option, value, expected) => {
    expect(() => settingsOf(option, value)).toThrow(expected);
  });
});
