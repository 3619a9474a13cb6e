import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { describeMachine } from '../../src/batch/machine.ts';
import { saveProfile } from '../../src/batch/machine-profile.ts';
import { withProfile } from '../../src/batch/use-profile.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

vi.mock('../../src/batch/core-budget.ts', () => ({ coreBudget: () => 4 }));

const profile = { workers: 2, threads: 2, batchSize: 6, allowSpinning: true };
const path = join(temporaryFolder(), 'profile.json');
await saveProfile(path, { machine: describeMachine(), coreBudget: 4 }, profile);

describe('withProfile', () => {
  it('takes the split of this machine and core budget when none is given', () => {
    expect(withProfile({ cores: 4, language: 'de' }, path)).toEqual({
      settings: { cores: 4, language: 'de', ...profile, profile: path },
      warning: undefined,
    });
  });

  it.each([{ cores: 4, workers: 1 }, { cores: 4, threads: 1 }, { cores: 4, batchSize: 1 }, { cores: 3 }])(
    'leaves %j as it is',
    (settings) => {
      expect(withProfile(settings, path)).toEqual({ settings, warning: undefined });
    },
  );

  it('leaves spinning as it is given', () => {
    expect(withProfile({ cores: 4, allowSpinning: false }, path).settings).toMatchObject({
      workers: 2,
      allowSpinning: false,
    });
  });

  it('ignores a damaged profile with one line that says so', () => {
    const damaged = join(temporaryFolder(), 'profile.json');
    writeFileSync(damaged, '{');
    expect(withProfile({ cores: 4 }, damaged)).toEqual({
      settings: { cores: 4 },
      warning:
        `warning: the profile ${damaged} is ignored, because it holds no list of profiles; ` +
        '`whisper-batch sweep --save-profile` writes it anew.',
    });
  });
});
