import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { readCalibration, storeCalibration } from '../../src/bench/calibration-store.ts';
import { ensureCalibration } from '../../src/bench/ensure-calibration.ts';
import * as measuring from '../../src/bench/measure-calibration.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { exampleCalibration } from './example-calibration.ts';

let told: string[] = [];
const listener = {
  onPhase: (phase: string) => told.push(phase),
  onWarning: (warning: string) => told.push(`warning: ${warning}`),
};

beforeEach(() => {
  told = [];
  for (const name of ['XDG_CACHE_HOME', 'LOCALAPPDATA', 'HOME']) vi.stubEnv(name, temporaryFolder());
  vi.spyOn(measuring, 'measureCalibration').mockImplementation(({ onPhase }) => {
    onPhase?.('measuring one core: products');
    return Promise.resolve(exampleCalibration());
  });
});

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

describe('ensureCalibration', () => {
  it('measures where nothing is stored, and stores it for the next time', async () => {
    expect(await ensureCalibration(2, listener)).toEqual(exampleCalibration());
    expect(readCalibration(2)).toEqual(exampleCalibration());
    expect(await ensureCalibration(2, listener)).toEqual(exampleCalibration());
    expect(told).toEqual(['measuring one core: products']);
  });

  it('takes what is stored', async () => {
    const stored = exampleCalibration({ measuredAt: '2026-02-02T00:00:00.000Z' });
    await storeCalibration(stored);
    expect([await ensureCalibration(2, listener), told]).toEqual([stored, []]);
  });

  it('gives what it measured also where that cannot be stored, and says so', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    chmodSync(file, 0o444);
    vi.stubEnv('XDG_CACHE_HOME', file);
    vi.stubEnv('LOCALAPPDATA', file);
    expect(await ensureCalibration(2, listener)).toEqual(exampleCalibration());
    expect(told).toEqual(['measuring one core: products', expect.stringMatching(/^warning: .*calibration/)]);
  });
});
