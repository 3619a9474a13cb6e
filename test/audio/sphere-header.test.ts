import { describe, expect, it } from 'vitest';
import { readSphereHeader } from '../../src/audio/sphere-header.ts';
import { memoryFile } from './recordings.ts';

const header = (...fields: string[]): Buffer =>
  Buffer.from(`NIST_1A\n   1024\n${fields.join('\n')}\nend_head\nsample_rate -i 1\n`.padEnd(1024), 'latin1');

describe('readSphereHeader', () => {
  it('reads all fields', async () => {
    const bytes = header('channel_count -i 2', 'sample_rate -i 8000', 'sample_n_bytes -i 2', 'sample_byte_format -s2 10', 'sample_count -i 100', 'sample_coding -s3 pcm'); // prettier-ignore
    expect(await readSphereHeader(memoryFile(bytes))).toEqual({
      layout: { sampleRateHz: 8000, channelCount: 2, bits: 16, kind: 'signed', isBigEndian: true },
      extent: { firstByte: 1024, byteCount: 400 },
    });
  });

  it('takes what is usual where fields are left out', async () => {
    expect(await readSphereHeader(memoryFile(header('sample_rate -i 16000')))).toEqual({
      layout: { sampleRateHz: 16_000, channelCount: 1, bits: 16, kind: 'signed', isBigEndian: false },
      extent: { firstByte: 1024, byteCount: undefined },
    });
  });

  it('refuses sample sizes that do not exist', async () => {
    const bytes = header('sample_rate -i 16000', 'sample_n_bytes -i 9');
    await expect(readSphereHeader(memoryFile(bytes, 'a.sph'))).rejects.toThrow(
      'Could not decode "a.sph": its header states signed samples of 72 bits.',
    );
  });
});
