import { flacCrc16, flacCrc8 } from '../../src/audio/flac-crc.ts';

/** What a FLAC file of silence is made of; the header may lie about its length. */
export interface FlacSilence {
  readonly seconds: number;
  readonly sampleRateHz: number;
  readonly channelCount: number;
  /** What the header says, 0 for nothing. */
  readonly declaredSamples: number;
  /** Whether frames carry their numbers; all are 0 otherwise. */
  readonly isNumbered: boolean;
}

const FLAC_BLOCK = 65_535;

/** A FLAC file that takes a dozen bytes for eight seconds at 8 kHz. */
export function flacSilence({ seconds, sampleRateHz, channelCount, declaredSamples, isNumbered }: FlacSilence): Buffer {
  const info = Buffer.alloc(34);
  info.writeUInt16BE(FLAC_BLOCK, 0);
  info.writeUInt16BE(FLAC_BLOCK, 2);
  const packed = (BigInt(sampleRateHz) << 44n) | (BigInt(channelCount - 1) << 41n) | (15n << 36n);
  info.writeBigUInt64BE(packed | BigInt(declaredSamples), 10);
  const frames = Array.from({ length: Math.ceil((seconds * sampleRateHz) / FLAC_BLOCK) }, (_, number) =>
    flacFrame(isNumbered ? number : 0, sampleRateHz, channelCount),
  );
  return Buffer.concat([Buffer.from('fLaC\x80\0\0\x22', 'latin1'), info, ...frames]);
}

function flacFrame(number: number, sampleRateHz: number, channelCount: number): Uint8Array {
  const coded = number < 0x80 ? [number] : [...Buffer.from(String.fromCodePoint(number))];
  const kilohertz = sampleRateHz / 1000;
  const header = [0xff, 0xf8, 0x7c, ((channelCount - 1) << 4) | 8, ...coded, 0xff, 0xfe, kilohertz];
  const frame = new Uint8Array(header.length + 1 + 3 * channelCount + 2);
  frame.set(header);
  frame[header.length] = flacCrc8(frame, 0, header.length);
  const check = flacCrc16(frame, 0, frame.length - 2);
  frame.set([check >> 8, check & 0xff], frame.length - 2);
  return frame;
}

/** An Opus file of lost packets, which decoders fill with silence: two bytes for 0.12 s. */
export function opusSilence(seconds: number, channelCount = 1): Buffer {
  const head = Buffer.from('OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0', 'latin1');
  head[9] = channelCount;
  const tags = Buffer.from('OpusTags\0\0\0\0\0\0\0\0', 'latin1');
  const pages = [oggPage({ packets: [head], position: 0, sequence: 0, flags: 2 })];
  pages.push(oggPage({ packets: [tags], position: 0, sequence: 1, flags: 0 }));
  // Two frames of 60 ms at 48 kHz, both of no bytes.
  const packet = Buffer.from([(7 << 3) | 1]);
  const packetCount = Math.ceil(seconds / 0.12);
  for (let done = 0; done < packetCount;) {
    const count = Math.min(255, packetCount - done);
    done += count;
    const flags = done === packetCount ? 4 : 0;
    const packets = Array<Buffer>(count).fill(packet);
    pages.push(oggPage({ packets, position: done * 5760, sequence: pages.length, flags }));
  }
  return Buffer.concat(pages);
}

interface OggPage {
  readonly packets: readonly Buffer[];
  readonly position: number;
  readonly sequence: number;
  readonly flags: number;
}

/** A page of packets that are each shorter than 255 bytes. */
function oggPage({ packets, position, sequence, flags }: OggPage): Buffer {
  const header = Buffer.alloc(27 + packets.length);
  header.write('OggS\0', 'latin1');
  header[5] = flags;
  header.writeBigUInt64LE(BigInt(position), 6);
  header.writeUInt32LE(1, 14);
  header.writeUInt32LE(sequence, 18);
  header[26] = packets.length;
  packets.forEach((packet, n) => (header[27 + n] = packet.length));
  const page = Buffer.concat([header, ...packets]);
  page.writeUInt32LE(oggCheck(page), 22);
  return page;
}

function oggCheck(page: Uint8Array): number {
  let check = 0;
  for (const byte of page) {
    check ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) check = check < 0 ? (check << 1) ^ 0x04c1_1db7 : check << 1;
  }
  return check >>> 0;
}

/** An MP3 file of silent frames of 72 bytes for 72 ms, without a header that says how many there are. */
export function mp3Silence(seconds: number): Buffer {
  const frame = Buffer.alloc(72);
  frame.set([0xff, 0xe3, 0x18, 0xc4]); // MPEG 2.5, layer III, 8 kbit/s, 8 kHz, mono
  return Buffer.concat(Array<Buffer>(Math.ceil(seconds / 0.072)).fill(frame));
}
