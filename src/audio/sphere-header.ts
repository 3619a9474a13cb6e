import { invalidAudio } from './audio-errors.ts';
import type { ReadableBytes } from './audio-file.ts';
import { latin1 } from './audio-format.ts';
import { bytesPerFrame, checkedLayout, type PcmExtent, type PcmLayout } from './pcm.ts';

const LARGEST_HEADER_BYTES = 65_536;

/**
 * Reads the header of a NIST SPHERE file: text lines `name -type value` up to `end_head`. Only plain PCM is read;
 * throws AUDIO_INVALID for anything else.
 */
export async function readSphereHeader(file: ReadableBytes): Promise<{ layout: PcmLayout; extent: PcmExtent }> {
  const headerBytes = Number.parseInt(latin1(await file.read(8, 8)), 10);
  if (!(headerBytes >= 16 && headerBytes <= LARGEST_HEADER_BYTES)) {
    throw invalidAudio(file.path, 'its SPHERE header does not state its length');
  }
  const fields = parseFields(latin1(await file.read(0, headerBytes)));
  const coding = fields.get('sample_coding') ?? 'pcm';
  if (coding !== 'pcm') throw invalidAudio(file.path, `its samples are coded as "${coding}", expected "pcm"`);
  const layout = checkedLayout(file.path, {
    sampleRateHz: Number(fields.get('sample_rate')),
    channelCount: Number(fields.get('channel_count') ?? 1),
    bits: 8 * Number(fields.get('sample_n_bytes') ?? 2),
    kind: 'signed',
    isBigEndian: fields.get('sample_byte_format') === '10',
  });
  const frames = Number(fields.get('sample_count') ?? 0);
  return {
    layout,
    extent: { firstByte: headerBytes, byteCount: frames > 0 ? frames * bytesPerFrame(layout) : undefined },
  };
}

function parseFields(header: string): Map<string, string> {
  const text = header.slice(0, header.indexOf('end_head'));
  return new Map([...text.matchAll(/^(\w+) -\S+ (.*)$/gm)].map(([, name, value]) => [name!, value!.trim()]));
}
