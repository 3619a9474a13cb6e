import { describe, expect, it } from 'vitest';
import { isSoundOggPage } from '../../src/audio/ogg-crc.ts';
import { oggPageEnd } from '../../src/audio/ogg-page.ts';
import { fixtureBytes } from './recordings.ts';

const ogg = fixtureBytes('vorbis.ogg');
const page = ogg.subarray(0, oggPageEnd(ogg, 0));

describe('isSoundOggPage', () => {
  it('agrees with the check that an encoder wrote', () => {
    expect(isSoundOggPage(page)).toBe(true);
  });

  it.each([0, 20, 23, 30])('finds a wrong bit in byte %i', (at) => {
    const damaged = Uint8Array.from(page);
    damaged[at]! ^= 4;
    expect(isSoundOggPage(damaged)).toBe(false);
  });
});
