import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { findProfile, profilePath, saveProfile } from '../../src/batch/machine-profile.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { runReport } from '../output/example-run.ts';

const { machine } = runReport([]);
const key = { machine, coreBudget: 4 };
const profile = { workers: 2, threads: 2, batchSize: 6, allowSpinning: true };

function newPath(): string {
  return join(temporaryFolder(), 'new', 'profile.json');
}

describe('profilePath', () => {
  it('lies in the user’s configuration folder', () => {
    expect(profilePath({ XDG_CONFIG_HOME: '/x' })).toBe('/x/whisper-batch/profile.json');
    const fallback = join(homedir(), '.config', 'whisper-batch', 'profile.json');
    expect([profilePath({}), profilePath({ XDG_CONFIG_HOME: 'relative' })]).toEqual([fallback, fallback]);
  });
});

describe('findProfile', () => {
  it('finds what was saved, and nothing for another key', async () => {
    const path = newPath();
    expect(findProfile(path, key)).toEqual({ kind: 'none' });
    await saveProfile(path, key, profile);
    expect(findProfile(path, key)).toEqual({ kind: 'found', profile });
    for (const other of [
      { ...key, coreBudget: 8 },
      { ...key, machine: { ...machine, cpuModel: 'another' } },
      { ...key, machine: { ...machine, onnxRuntimeVersion: '9.9.9' } },
      { ...key, machine: { ...machine, whisperBatchVersion: '9.9.9' } },
    ]) {
      expect(findProfile(path, other)).toEqual({ kind: 'none' });
    }
  });

  it.each(['', '{', '[]', '{"profiles": 1}', '{"profiles": [1]}'])('calls a file damaged that holds %j', (text) => {
    const path = join(temporaryFolder(), 'profile.json');
    writeFileSync(path, text);
    expect(findProfile(path, key)).toEqual({ kind: 'damaged', reason: 'it holds no list of profiles' });
  });

  it.each([
    ['"workers": 2', '"workers": 0'],
    ['"workers": 2', '"workers": 3'],
    ['"batch_size": 6', '"batch_size": "6"'],
    ['"allow_spinning": true', '"allow_spinning": 1'],
  ])('calls a split damaged that has %s changed to %s', async (before, after) => {
    const path = newPath();
    await saveProfile(path, key, profile);
    writeFileSync(path, readFileSync(path, 'utf8').replace(before, after));
    expect(findProfile(path, key)).toEqual({ kind: 'damaged', reason: 'its split is not one' });
  });

  it('says when the file cannot be read', () => {
    expect(findProfile(temporaryFolder(), key)).toEqual({ kind: 'damaged', reason: 'it cannot be read' });
  });
});

describe('saveProfile', () => {
  it('replaces the profile of the same machine and keeps those of others', async () => {
    const path = newPath();
    const other = { ...key, coreBudget: 8 };
    await saveProfile(path, other, profile);
    await saveProfile(path, key, profile);
    await saveProfile(path, key, { ...profile, batchSize: 3 });
    expect(findProfile(path, key)).toEqual({ kind: 'found', profile: { ...profile, batchSize: 3 } });
    expect(findProfile(path, other)).toEqual({ kind: 'found', profile });
    expect((JSON.parse(readFileSync(path, 'utf8')) as { profiles: unknown[] }).profiles).toHaveLength(2);
  });

  it('says how to have the profile elsewhere when it cannot be written', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    const path = join(file, 'whisper-batch', 'profile.json');
    expect(await rejectionOf(saveProfile(path, key, profile))).toEqual({
      code: 'OUTPUT_FAILED',
      message: `Expected to write ${path}, but a part of that path is a file and not a folder.`,
      remedy: 'Make the folder writable, or set XDG_CONFIG_HOME to another one; the results of the sweep are kept.',
    });
  });

  it('replaces a damaged file', async () => {
    const path = newPath();
    mkdirSync(join(path, '..'));
    writeFileSync(path, 'no JSON');
    await saveProfile(path, key, profile);
    expect(findProfile(path, key)).toEqual({ kind: 'found', profile });
  });
});
