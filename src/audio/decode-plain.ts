import { readAiffHeader, type AiffContent } from './aiff-header.ts';
import type { AudioBlock } from './audio-block.ts';
import type { AudioFile } from './audio-file.ts';
import type { AudioFormat } from './audio-format.ts';
import { readCafHeader, type CafContent } from './caf-header.ts';
import { bytesPerFrame, decodePcm, type PcmExtent, type PcmLayout } from './pcm.ts';
import { readSphereHeader } from './sphere-header.ts';
import { readWavHeader, type WavContent } from './wav-header.ts';

const PIECE_BYTES = 65_536;
type HeaderReader = (file: AudioFile) => Promise<WavContent | AiffContent | CafContent>;

/** Of formats that may hold a codec instead. */
const HEADERS: Readonly<Partial<Record<AudioFormat, HeaderReader>>> = {
  wav: readWavHeader,
  aiff: readAiffHeader,
  caf: readCafHeader,
};

/** Uncompressed samples of a file, ready to be read. */
export interface PlainSound {
  readonly blocks: AsyncGenerator<AudioBlock, void>;
  /** Duration by the header; undefined where it leaves that open. */
  readonly declaredSeconds: number | undefined;
  /** Seconds that the file has bytes for. */
  readonly heldSeconds: number;
}

/** The samples of a WAV, AIFF, CAF or SPHERE file, or undefined for other formats and for coded samples in these. */
export async function openPlainSound(file: AudioFile, format: AudioFormat): Promise<PlainSound | undefined> {
  const found = await findSamples(file, format);
  if (found === undefined) return undefined;
  const { layout, extent } = found;
  const end = Math.min(file.sizeBytes, extent.firstByte + (extent.byteCount ?? Infinity));
  const frameBytes = bytesPerFrame(layout);
  return {
    heldSeconds: Math.max(0, end - extent.firstByte) / frameBytes / layout.sampleRateHz,
    blocks: decodePcm(file.pieces(extent.firstByte, end, PIECE_BYTES), layout),
    declaredSeconds: extent.byteCount === undefined ? undefined : extent.byteCount / frameBytes / layout.sampleRateHz,
  };
}

async function findSamples(
  file: AudioFile,
  format: AudioFormat,
): Promise<{ layout: PcmLayout; extent: PcmExtent } | undefined> {
  if (format === 'sph') return readSphereHeader(file);
  const content = await HEADERS[format]?.(file);
  return content?.kind === 'pcm' ? content : undefined;
}
