import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ensureCompiled } from '../../src/batch/ensure-compiled.ts';
import { openModelFolder } from '../../src/model/model-folder.ts';
import { rejectionOf } from '../helpers/error-of.ts';
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

  it('refuses a tokenizer that is not the published one, at every start', async () => {
    const folder = temporaryFolder();
    writeTinyCheckpoint(folder);
    await ensureCompiled(openModelFolder(folder), () => undefined);
    writeFileSync(join(folder, 'SHA256SUMS'), `${'0'.repeat(64)}  tokenizer.json\n`);
    const error = await rejectionOf(ensureCompiled(openModelFolder(folder), () => undefined));
    expect(error.code).toBe('MODEL_DAMAGED');
    expect(error.message).toContain(
      `SHA-256 differs from SHA256SUMS: tokenizer.json (expected ${'0'.repeat(64)}, found `,
    );
  });

  it('compiles nothing of an ONNX export', async () => {
    const { optimumFolder } = await writeTinyModel();
    expect(await ensureCompiled(openModelFolder(optimumFolder), () => undefined)).toBeUndefined();
  });
});
