import { symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sweepKey } from '../../src/bench/sweep-key.ts';
import { openModelFolder } from '../../src/model/model-folder.ts';
import { modelFolder } from '../helpers/model-records.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { runReport } from '../output/example-run.ts';
import { exampleCalibration } from './example-calibration.ts';
import { sweepConfiguration } from './example-sweep.ts';

const folder = temporaryFolder();
const path = join(folder, 'a.wav');
writeFileSync(path, 'one');

function key({ grid = {}, changes = {} }: { readonly grid?: object; readonly changes?: object } = {}) {
  return sweepKey({
    configuration: sweepConfiguration(grid),
    coreBudget: 2,
    machine: runReport([]).machine,
    sources: [{ name: 'a.wav', path }],
    model: openModelFolder(modelFolder),
    ...changes,
  });
}

describe('sweepKey', () => {
  it('is the same for another grid and more repetitions', async () => {
    expect(await key({ grid: { workers: [7], repetitions: 9 } })).toBe(await key());
  });

  it('is made of a broken link too, and is another once it leads somewhere', async () => {
    const link = join(folder, 'link.wav');
    symlinkSync(join(folder, 'target.wav'), link);
    const sources = [{ name: 'link.wav', path: link }];
    const broken = await key({ changes: { sources } });
    writeFileSync(join(folder, 'target.wav'), 'one');
    expect(await key({ changes: { sources } })).not.toBe(broken);
  });

  it('is another for anything else that figures depend on', async () => {
    const { machine } = runReport([]);
    const before = await key();
    const keys = await Promise.all([
      key({ grid: { warmup: 2 } }),
      key({ grid: { language: 'de' } }),
      key({ changes: { coreBudget: 3 } }),
      key({ changes: { roofline: exampleCalibration() } }),
      key({ changes: { machine: { ...machine, whisperBatchVersion: '9.9.9' } } }),
      key({ changes: { sources: [{ name: 'b.wav', path }] } }),
    ]);
    utimesSync(path, new Date(0), new Date(0));
    const all = [before, ...keys, await key()];
    expect(new Set(all).size).toBe(all.length);
  });
});
