import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { declaredDuration } from '../../src/audio/declared-duration.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { fixtureBytes, waveBytes } from './recordings.ts';

function write(name: string, bytes: Uint8Array): string {
  const path = join(temporaryFolder(), name);
  writeFileSync(path, bytes);
  return path;
}

describe('declaredDuration', () => {
  it('computes it from the samples a WAV header announces', async () => {
    const bytes = waveBytes({ data: new Uint8Array(16_000), channelCount: 2, sampleRateHz: 8000, bits: 16 });
    expect(await declaredDuration(write('a.wav', bytes))).toBe(0.5);
  });

  it('takes it from the stream information of a FLAC file', async () => {
    const path = fileURLToPath(new URL('../../audio/jfk.flac', import.meta.url));
    expect(await declaredDuration(path)).toBeCloseTo(11, 1);
  });

  it('is not known where the header leaves it open', async () => {
    const bytes = fixtureBytes('rf64.wav');
    bytes.write('junk', bytes.indexOf('ds64'), 'latin1');
    expect(await declaredDuration(write('b.wav', bytes))).toBeUndefined();
  });

  it.each([
    ['no audio', Buffer.from('hello world, this is text')],
    ['nothing', Buffer.alloc(0)],
    ['a damaged header', waveBytes({ bits: 17 })],
  ])('is not known of a file with %s', async (_, bytes) => {
    expect(await declaredDuration(write('c.wav', bytes))).toBeUndefined();
  });

  it('is not known of a file that is not there', async () => {
    expect(await declaredDuration(join(temporaryFolder(), 'none.wav'))).toBeUndefined();
  });
});
