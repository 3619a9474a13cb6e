import { WhisperBatchError } from '../errors.ts';
import type { AudioBlock } from './audio-block.ts';
import { checkFormat, invalidAudio, tooLong } from './audio-errors.ts';

/** Full scale is 1; values beyond this are no sound but damage, like infinities. */
const LARGEST_VALUE = 1e5;
/** Values beyond this have another scale than decoders give and will be heard far too loud. */
const LOUD_VALUE = 16;
const MOST_DAMAGED_SHARE = 0.1;

/**
 * Passes on decoded blocks that can be used: checks rate, channels and duration, replaces values that are not finite
 * by silence, and adds what it found to the warnings that it returns.
 * Throws AUDIO_INVALID, AUDIO_EMPTY or AUDIO_TOO_LONG.
 */
export async function* checkBlocks(
  path: string,
  blocks: AsyncGenerator<AudioBlock, readonly string[]>,
  mostSeconds: number,
): AsyncGenerator<AudioBlock, readonly string[]> {
  let [seconds, values, damaged, peak] = [0, 0, 0, 0];
  try {
    for (;;) {
      const { value, done } = await blocks.next();
      if (done) return [...value, ...findings(path, { values, damaged, peak })];
      checkFormat(path, { sampleRateHz: value.sampleRateHz, channelCount: value.channels.length });
      for (const channel of value.channels) {
        const found = repair(channel);
        values += channel.length;
        damaged += found.damaged;
        peak = Math.max(peak, found.peak);
      }
      seconds += value.channels[0]!.length / value.sampleRateHz;
      if (seconds > mostSeconds) throw tooLong(path, mostSeconds);
      yield value;
    }
  } finally {
    await blocks.return([]);
  }
}

/** Silences values that cannot be sound, in place; the array belongs to nobody else. */
function repair(channel: Float32Array): { damaged: number; peak: number } {
  let damaged = 0;
  let peak = 0;
  for (let i = 0; i < channel.length; i++) {
    const size = Math.abs(channel[i]!);
    if (size <= LARGEST_VALUE) {
      if (size > peak) peak = size;
    } else {
      channel[i] = 0;
      damaged++;
    }
  }
  return { damaged, peak };
}

function findings(
  path: string,
  { values, damaged, peak }: { values: number; damaged: number; peak: number },
): string[] {
  if (values === 0) {
    throw new WhisperBatchError(
      'AUDIO_EMPTY',
      `Expected sound in "${path}", found none.`,
      'Replace the file or leave it out.',
    );
  }
  if (damaged > MOST_DAMAGED_SHARE * values) {
    throw invalidAudio(path, `${String(damaged)} of its ${String(values)} samples are not numbers that can be sound`);
  }
  const warnings: string[] = [];
  if (damaged > 0) warnings.push(`${String(damaged)} samples were not finite and were replaced by silence.`);
  if (peak > LOUD_VALUE) {
    warnings.push(
      `Samples reach ${peak.toFixed(0)} times full scale; the file may have been written at another scale.`,
    );
  }
  return warnings;
}
