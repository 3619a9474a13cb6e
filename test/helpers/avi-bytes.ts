import { chunkHeader } from '../audio/recordings.ts';

/** What the format chunk of an audio stream states; 16-bit samples of one channel at 8 kHz unless told otherwise. */
export interface AviFormat {
  readonly tag?: number;
  readonly channelCount?: number;
  readonly sampleRateHz?: number;
  readonly bits?: number;
  /** What a codec adds. */
  readonly extension?: Uint8Array;
}

/** What an AVI file is made of. */
export interface AviOptions extends AviFormat {
  /** Chunks of the list with samples and pictures. */
  readonly chunks: readonly Uint8Array[];
  /** In the order of streams; pictures first unless told otherwise. */
  readonly streamTypes?: readonly ('vids' | 'auds')[];
  readonly riffBytes?: number;
}

/** The bytes of an AVI file. */
export function aviBytes({ chunks, streamTypes = ['vids', 'auds'], riffBytes, ...format }: AviOptions): Buffer {
  const streams = streamTypes.map((type) => {
    const header = Buffer.alloc(56);
    header.write(type, 0, 'latin1');
    const body = type === 'auds' ? formatBody(format) : Buffer.alloc(40);
    return aviList('strl', aviChunk('strh', header), aviChunk('strf', body));
  });
  const header = aviList('hdrl', aviChunk('avih', Buffer.alloc(56)), ...streams);
  const body = Buffer.concat([Buffer.from('AVI ', 'latin1'), header, aviList('movi', ...chunks)]);
  return Buffer.concat([chunkHeader('RIFF', riffBytes ?? body.length), body]);
}

/** A chunk with its name and size, filled up to an even length. */
export function aviChunk(name: string, body: Uint8Array): Buffer {
  return Buffer.concat([chunkHeader(name, body.length), body, Buffer.alloc(body.length % 2)]);
}

/** Samples as chunks of the second stream, of `chunkBytes` each. */
export function aviSamples(data: Uint8Array, chunkBytes: number): Buffer[] {
  return Array.from({ length: Math.ceil(data.length / chunkBytes) }, (_, n) =>
    aviChunk('01wb', data.subarray(n * chunkBytes, (n + 1) * chunkBytes)),
  );
}

function aviList(type: string, ...chunks: readonly Uint8Array[]): Buffer {
  return aviChunk('LIST', Buffer.concat([Buffer.from(type, 'latin1'), ...chunks]));
}

function formatBody(format: AviFormat): Buffer {
  const standard = { tag: 1, channelCount: 1, sampleRateHz: 8000, bits: 16, extension: new Uint8Array(0) };
  const { tag, channelCount, sampleRateHz, bits, extension } = { ...standard, ...format };
  const body = Buffer.alloc(18);
  body.writeUInt16LE(tag, 0);
  body.writeUInt16LE(channelCount, 2);
  body.writeUInt32LE(sampleRateHz, 4);
  body.writeUInt16LE((channelCount * bits) / 8, 12);
  body.writeUInt16LE(bits, 14);
  body.writeUInt16LE(extension.length, 16);
  return Buffer.concat([body, extension]);
}
