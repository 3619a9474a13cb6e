import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { openDecoder } from '../../src/model/open-decoder.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';
import { writeTinyModel } from '../helpers/tiny-export.ts';

const settings = { rows: 2, threads: 1, allowSpinning: false };

async function firstLogits(folder: string): Promise<Float32Array> {
  const decoder = await openDecoder(folder, settings);
  await decoder.encode(0, seededNoise(8000, 1));
  const logits = (await decoder.step(0, [{ tokens: [129, 130, 136, 140], position: 0 }])).slice();
  await decoder.release();
  return logits;
}

describe('openDecoder', () => {
  it('compiles a checkpoint that was not compiled yet, and uses what it compiled', async () => {
    const folder = temporaryFolder();
    writeTinyCheckpoint(folder);
    const first = await firstLogits(folder);
    expect(existsSync(join(folder, '.compiled'))).toBe(true);
    expect(await firstLogits(folder)).toEqual(first);
  });

  it('gives one network for one checkpoint in either layout and in parts', async () => {
    const { checkpointFolder, optimumFolder } = await writeTinyModel();
    const parts = temporaryFolder();
    writeTinyCheckpoint(parts, { files: 3, dtype: 'F32' });
    const expected = await firstLogits(checkpointFolder);
    expect(await firstLogits(parts)).toEqual(expected);
    const other = await firstLogits(optimumFolder);
    expect(Math.max(...other.map((value, index) => Math.abs(value - expected[index]!)))).toBeLessThan(1e-4);
  });

  it('needs no tokenizer, because another one may have been named for the run', async () => {
    const folder = temporaryFolder();
    writeTinyCheckpoint(folder);
    rmSync(join(folder, 'tokenizer.json'));
    expect(await firstLogits(folder)).toHaveLength(200);
  });

  it('rejects a folder without a model', async () => {
    const folder = temporaryFolder();
    expect((await rejectionOf(openDecoder(folder, settings))).code).toBe('MODEL_INCOMPLETE');
  });
});
