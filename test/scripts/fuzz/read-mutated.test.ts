import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { mutateBytes } from '../../../scripts/fuzz/mutate-bytes.ts';
import { readMutated } from '../../../scripts/fuzz/read-mutated.ts';
import { FUZZED_FORMATS, OTHER_FORMATS, seedClip } from '../../../scripts/fuzz/seed-clips.ts';
import { temporaryFolder } from '../../helpers/temporary-folder.ts';

const MUTATIONS = 40;
const MOST_MEMORY_BYTES = 256 * 2 ** 20;
const folder = temporaryFolder();

// As in the full run: what other programs make of damaged files is not tested here.
beforeAll(() => vi.stubEnv('PATH', folder));
afterAll(() => vi.unstubAllEnvs());

describe('readMutated', () => {
  it.each([...FUZZED_FORMATS, ...OTHER_FORMATS])(
    `reads or refuses the first ${String(MUTATIONS)} mutations of a %s file (npm run fuzz: 10 000), with little memory`,
    async (format) => {
      const clip = await seedClip(format);
      const before = process.resourceUsage().maxRSS * 1024;
      const defects: string[] = [];
      for (let seed = 0; seed < MUTATIONS; seed++) {
        const outcome = await readMutated(clip, seed, join(folder, 'mutated'));
        if (outcome.kind === 'defect') defects.push(`${String(seed)}: ${outcome.message}`);
      }
      expect(defects).toEqual([]);
      expect(process.resourceUsage().maxRSS * 1024 - before).toBeLessThan(MOST_MEMORY_BYTES);
    },
  );

  it('starts from small files', async () => {
    for (const format of FUZZED_FORMATS) expect((await seedClip(format)).length).toBeLessThan(40_000);
  });
});

describe('mutateBytes', () => {
  it('makes the same of the same seed, something else of another, and leaves the original alone', () => {
    const original = Uint8Array.from({ length: 1000 }, (_, n) => n);
    const copy = Uint8Array.from(original);
    expect(mutateBytes(original, 7)).toEqual(mutateBytes(original, 7));
    expect(mutateBytes(original, 7)).not.toEqual(mutateBytes(original, 8));
    expect(original).toEqual(copy);
  });

  it('takes files of any size', () => {
    for (let seed = 0; seed < 200; seed++) {
      for (const length of [0, 1, 2, 3]) expect(mutateBytes(new Uint8Array(length), seed)).toBeInstanceOf(Uint8Array);
    }
  });
});
