import { flacCrc16, flacCrc8 } from './flac-crc.ts';
import type { FlacFrameHeader, FlacStreamInfo } from './flac-frame.ts';

const MOST_SAMPLES = 65_536;

/** Frames of silence of so many samples, to stand where frames are damaged; `like` is the header of a whole one. */
export function* silentFlacFrames(
  samples: number,
  info: FlacStreamInfo,
  like: FlacFrameHeader,
): Generator<Uint8Array, void> {
  for (let left = samples; left > 0; left -= MOST_SAMPLES) yield silentFrame(Math.min(left, MOST_SAMPLES), info, like);
}

/** A frame of number 0 (decoders do not look at it) whose channels are each a constant of 0. */
function silentFrame(samples: number, { channelCount, bits }: FlacStreamInfo, like: FlacFrameHeader): Uint8Array {
  const layout = [0x70 | like.rateCode, ((channelCount - 1) << 4) | (like.sizeCode << 1)];
  const header = [0xff, 0xf8, ...layout, 0, (samples - 1) >> 8, (samples - 1) & 0xff, ...like.rateBytes];
  const subframeBytes = Math.ceil((channelCount * (8 + bits)) / 8);
  const frame = new Uint8Array(header.length + 1 + subframeBytes + 2);
  frame.set(header);
  frame[header.length] = flacCrc8(frame, 0, header.length);
  const check = flacCrc16(frame, 0, frame.length - 2);
  frame.set([check >> 8, check & 0xff], frame.length - 2);
  return frame;
}
