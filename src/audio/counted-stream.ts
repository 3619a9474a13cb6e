import { checkFormat } from './audio-errors.ts';
import { CODED_PIECE_BYTES, type AudioFile } from './audio-file.ts';
import { viewOf } from './byte-arrays.ts';
import type { CodedStream } from './coded-pieces.ts';

/** Formats whose header counts samples in a fixed place. */
export type CountedFormat = 'tta' | 'qoa' | 'wv';

interface CountedHeader {
  readonly sampleRateHz: number;
  readonly channelCount: number;
  /** 0 where it is not known. */
  readonly samples: number;
}

const HEADER_BYTES = 32;
/** WavPack's rates by the four bits of its flags; 0 stands for one that is stated elsewhere. */
const WAVPACK_RATES_HZ =
  [6000, 8000, 9600, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000, 64_000, 88_200, 96_000, 192_000, 0]; // prettier-ignore

const READERS: Readonly<Record<CountedFormat, (view: DataView) => CountedHeader>> = {
  tta: (view) => ({
    channelCount: view.getUint16(6, true),
    sampleRateHz: view.getUint32(10, true),
    samples: view.getUint32(14, true),
  }),
  qoa: (view) => ({
    samples: view.getUint32(4),
    channelCount: view.getUint8(8),
    sampleRateHz: view.getUint32(8) & 0xff_ffff,
  }),
  wv: (view) => {
    const samples = view.getUint32(12, true);
    const rate = WAVPACK_RATES_HZ[(view.getUint32(24, true) >>> 23) & 15]!;
    // One block states one or two channels; others follow in blocks of their own.
    return {
      channelCount: 1,
      sampleRateHz: rate || 48_000,
      samples: rate === 0 || samples === 0xffff_ffff ? 0 : samples,
    };
  },
};

/** A file of one of these formats, its rate and channels checked before a decoder allocates by them. */
export async function readCountedStream(
  file: AudioFile,
  format: CountedFormat,
  firstByte: number,
): Promise<CodedStream> {
  const pieces = file.pieces(firstByte, file.sizeBytes, CODED_PIECE_BYTES);
  const head = await file.read(firstByte, HEADER_BYTES);
  if (head.length < HEADER_BYTES) return { pieces, declaredSeconds: undefined };
  const header = READERS[format](viewOf(head));
  checkFormat(file.path, header);
  return { pieces, declaredSeconds: header.samples === 0 ? undefined : header.samples / header.sampleRateHz };
}
