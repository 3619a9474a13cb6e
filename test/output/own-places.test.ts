import { linkSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { requireOwnPlaces } from '../../src/output/own-places.ts';
import { errorOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('requireOwnPlaces', () => {
  const folder = temporaryFolder();
  const audio = join(folder, 'a.wav');
  writeFileSync(audio, '');
  const known = [{ path: audio, what: 'a recording' }];

  it('refuses a file that is known, also behind a link', () => {
    const link = join(folder, 'l.csv');
    symlinkSync('a.wav', link);
    for (const path of [audio, link, `${folder}/../${folder.split('/').at(-1)!}/./a.wav`]) {
      expect(errorOf(() => requireOwnPlaces([{ option: '--out-csv', path }], known))).toEqual({
        code: 'USAGE',
        message: `Expected --out-csv to name a file of its own, found ${path}, which is a recording.`,
        remedy: 'Give --out-csv another path.',
      });
    }
  });

  it('refuses a file that is chosen twice, before it is there', () => {
    const path = join(folder, 'new', 'same');
    const chosen = [
      { option: '--out-csv', path },
      { option: '--out-json', path },
    ];
    expect(errorOf(() => requireOwnPlaces(chosen, []))).toEqual({
      code: 'USAGE',
      message: `Expected --out-json to name a file of its own, found ${path}, which is the file of --out-csv.`,
      remedy: 'Give --out-json another path.',
    });
  });

  it('takes what is there already and nobody needs, and a second name of a recording', () => {
    const [earlier, second] = [join(folder, 'earlier.csv'), join(folder, 'second.csv')];
    writeFileSync(earlier, '');
    linkSync(audio, second);
    const chosen = [earlier, second].map((path) => ({ option: '--out-csv', path }));
    expect(() => requireOwnPlaces(chosen, known)).not.toThrow();
  });

  it.skipIf(process.platform === 'win32')('takes a device as often as it is chosen', () => {
    const chosen = ['--out-csv', '--out-json'].map((option) => ({ option, path: '/dev/null' }));
    expect(() => requireOwnPlaces(chosen, [])).not.toThrow();
  });
});
