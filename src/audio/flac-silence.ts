import type { FlacFrameHeader, FlacStreamInfo } from './flac-frame.ts';
import { checkedFlacFrame, codedFlacNumber, NUMBERED_BY_SAMPLE } from './flac-number.ts';

const MOST_SAMPLES = 65_536;

/** A stretch of a recording, in samples. */
interface Stretch {
  readonly position: number;
  readonly samples: number;
}

/** Frames of silence to stand where frames are damaged; `like` is the header of a whole one. */
export function* silentFlacFrames(
  { position, samples }: Stretch,
  info: FlacStreamInfo,
  like: FlacFrameHeader,
): Generator<{ bytes: Uint8Array; samples: number }, void> {
  for (let done = 0; done < samples; done += MOST_SAMPLES) {
    const part = { position: position + done, samples: Math.min(samples - done, MOST_SAMPLES) };
    yield { bytes: silentFrame(part, info, like), samples: part.samples };
  }
}

/** A frame whose channels are each a constant of 0. */
function silentFrame(
  { position, samples }: Stretch,
  { channelCount, bits }: FlacStreamInfo,
  like: FlacFrameHeader,
): Uint8Array {
  const layout = [0x70 | like.rateCode, ((channelCount - 1) << 4) | (like.sizeCode << 1)];
  const sizes = [(samples - 1) >> 8, (samples - 1) & 0xff, ...like.rateBytes];
  const header = [...NUMBERED_BY_SAMPLE, ...layout, ...codedFlacNumber(position), ...sizes];
  return checkedFlacFrame(header, new Uint8Array(Math.ceil((channelCount * (8 + bits)) / 8)));
}
