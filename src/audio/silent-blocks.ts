import type { AudioBlock } from './audio-block.ts';

/** What blocks of one recording have in common. */
export interface SoundFormat {
  readonly channelCount: number;
  readonly sampleRateHz: number;
}

/** So many seconds of silence, in blocks of a second at most. */
export function* silentBlocks(
  seconds: number,
  { channelCount, sampleRateHz }: SoundFormat,
): Generator<AudioBlock, void> {
  for (let left = Math.round(seconds * sampleRateHz); left > 0; left -= sampleRateHz) {
    const length = Math.min(left, sampleRateHz);
    yield { channels: Array.from({ length: channelCount }, () => new Float32Array(length)), sampleRateHz };
  }
}
