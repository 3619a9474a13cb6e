import { describe, expect, it } from 'vitest';
import { resumeRun } from '../../src/batch/resume-run.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';

const modelFolder = temporaryFolder();
writeTinyCheckpoint(modelFolder);

describe('resumeRun', () => {
  it('takes nothing over without a journal, and needs no model for that', async () => {
    const run = await resumeRun([], { modelFolder: '/nowhere' });
    expect(run.finished.size).toBe(0);
    expect((await run.openMemory({ name: 'a', path: '/nowhere/a' })).earlierSeconds).toBe(0);
    await run.close();
  });

  it('compiles the model, whose hashes tell whether it is the same', async () => {
    const phases: string[] = [];
    const onPhase = (phase: string) => void phases.push(phase);
    const run = await resumeRun([], { modelFolder, journalFolder: temporaryFolder(), onPhase });
    expect(run.finished.size).toBe(0);
    expect(phases[0]).toBe('compiling the model for this machine, once: checking the weights');
    await run.close();
  });

  it('says that there is no model', async () => {
    const { code } = await rejectionOf(resumeRun([], { modelFolder: '/nowhere', journalFolder: temporaryFolder() }));
    expect(code).toBe('MODEL_NOT_FOUND');
  });
});
