import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  calibrationKey,
  calibrationPath,
  readCalibration,
  storeCalibration,
} from '../../src/bench/calibration-store.ts';
import { userCacheFolder } from '../../src/graph/compiled-cache.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { exampleCalibration } from './example-calibration.ts';

beforeEach(() => {
  for (const name of ['XDG_CACHE_HOME', 'LOCALAPPDATA', 'HOME']) vi.stubEnv(name, temporaryFolder());
});

afterEach(() => {
  vi.unstubAllEnvs();
});

/** What is read for two cores, and the warnings. */
function read() {
  const warnings: string[] = [];
  const calibration = readCalibration(2, (warning) => warnings.push(warning));
  return { calibration, warnings };
}

describe('calibrationPath', () => {
  it("lies in the user's cache folder and differs with processor, cores and ONNX Runtime", () => {
    const key = calibrationKey(2);
    const keys = [key, { ...key, cores: 4 }, { ...key, cpuModel: 'other' }, { ...key, onnxRuntimeVersion: '0.0.0' }];
    expect(new Set(keys.map(calibrationPath)).size).toBe(4);
    expect(calibrationPath(key).startsWith(join(userCacheFolder(), 'whisper-batch', 'calibration'))).toBe(true);
  });
});

describe('readCalibration', () => {
  it('finds nothing before anything was stored, and says nothing', () => {
    expect(read()).toEqual({ calibration: undefined, warnings: [] });
  });

  it('gives back what was stored, for that core budget alone', async () => {
    const calibration = exampleCalibration();
    expect(await storeCalibration(calibration)).toBe(calibrationPath(calibration));
    expect(read()).toEqual({ calibration, warnings: [] });
    expect(readCalibration(3)).toBeUndefined();
  });

  it('passes over a damaged file with a warning, and a new calibration replaces it', async () => {
    const path = await storeCalibration(exampleCalibration());
    writeFileSync(path, readFileSync(path, 'utf8').replace('"cores": 2', '"cores": -2'));
    expect(read()).toEqual({
      calibration: undefined,
      warnings: [
        `${path}: expected \`cores\` to be a number above 0, found something else; ` +
          'measure again with `whisper-batch calibrate`',
      ],
    });
    await storeCalibration(exampleCalibration());
    expect(read().calibration).toEqual(exampleCalibration());
  });

  it.each(['', '{"schema', '[]', 'null'])('passes over a file that holds %j', async (text) => {
    writeFileSync(await storeCalibration(exampleCalibration()), text);
    const { calibration, warnings } = read();
    expect([calibration, warnings.length]).toEqual([undefined, 1]);
  });

  it('passes over the calibration of another machine', async () => {
    const path = await storeCalibration(exampleCalibration());
    const record = JSON.parse(readFileSync(path, 'utf8')) as object;
    writeFileSync(path, JSON.stringify({ ...record, cpu_model: 'another' }));
    expect(read().warnings).toEqual([
      `${path}: expected the calibration of this machine, found that of another; ` +
        'measure again with `whisper-batch calibrate`',
    ]);
  });
});

describe('storeCalibration', () => {
  it('says which folder is to be made writable when the file cannot be written', async () => {
    const path = calibrationPath(exampleCalibration());
    mkdirSync(path, { recursive: true });
    expect(await rejectionOf(storeCalibration(exampleCalibration()))).toEqual({
      code: 'OUTPUT_FAILED',
      message: `Expected to write ${path}, but a folder stands in its place.`,
      remedy: `Make ${userCacheFolder()} writable; without it \`run\` has nothing to compare itself with.`,
    });
  });
});
