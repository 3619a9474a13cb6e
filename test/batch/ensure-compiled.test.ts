import { describe, expect, it } from 'vitest';
import { ensureCompiled } from '../../src/batch/ensure-compiled.ts';
import { openModelFolder } from '../../src/model/model-folder.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';
import { writeTinyModel } from '../helpers/tiny-export.ts';

describe('ensureCompiled', () => {
  it('compiles once and says so, and finds it the next time', async () => {
    const folder = temporaryFolder();
    writeTinyCheckpoint(folder);
    const phases: string[] = [];
    const compiled = await ensureCompiled(openModelFolder(folder), (phase) => phases.push(phase));
    expect(compiled?.startsWith(folder)).toBe(true);
    expect(phases[0]).toBe('compiling the model for this machine, once: checking the weights');
    const told = phases.length;
    expect(await ensureCompiled(openModelFolder(folder), (phase) => phases.push(phase))).toBe(compiled);
    expect(phases).toHaveLength(told);
  });

  it('has nothing to do for an ONNX export', async () => {
    const { optimumFolder } = await writeTinyModel();
    expect(await ensureCompiled(openModelFolder(optimumFolder), () => undefined)).toBeUndefined();
  });
});
