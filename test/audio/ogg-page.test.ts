import { describe, expect, it } from 'vitest';
import { oggPageEnd } from '../../src/audio/ogg-page.ts';
import { fixtureBytes } from './recordings.ts';

const ogg = fixtureBytes('vorbis.ogg');

describe('oggPageEnd', () => {
  it('finds the end, where the next page begins', () => {
    expect(oggPageEnd(ogg, 0)).toBe(ogg.indexOf('OggS', 4));
  });

  it('finds none for half a header and for another version', () => {
    const other = Buffer.from(ogg);
    other[4] = 1;
    expect([oggPageEnd(ogg.subarray(0, 27), 0), oggPageEnd(other, 0)]).toEqual([undefined, undefined]);
  });
});
