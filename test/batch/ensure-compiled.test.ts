import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ensureCompiled } from '../../src/batch/ensure-compiled.ts';
import { hashSync } from '../../src/graph/checkpoint-hashes.ts';
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

  it('refuses files that are not the published ones, at every start, and names them all', async () => {
    const folder = temporaryFolder();
    writeTinyCheckpoint(folder);
    await ensureCompiled(openModelFolder(folder), () => undefined);
    const names = ['model.safetensors', 'tokenizer.json'];
    const expected = '0'.repeat(64);
    writeFileSync(join(folder, 'SHA256SUMS'), names.map((name) => `${expected}  ${name}\n`).join(''));
    const differing = names.map((name) => `${name} (expected ${expected}, found ${hashSync(join(folder, name))})`);
    expect(await rejectionOf(ensureCompiled(openModelFolder(folder), () => undefined))).toEqual({
      code: 'MODEL_DAMAGED',
      message: `${folder}: SHA-256 differs from SHA256SUMS: ${differing.join(', ')}.`,
      remedy: 'Get these files again from where the model came from.',
    });
  });

  it('names a damaged tokenizer together with damaged weights, and what else the list has', async () => {
    const folder = temporaryFolder();
    writeTinyCheckpoint(folder);
    const names = ['model.safetensors', 'preprocessor_config.json', 'tokenizer.json'];
    const wrong = '0'.repeat(64);
    writeFileSync(join(folder, 'SHA256SUMS'), names.map((name) => `${wrong}  ${name}\n`).join(''));
    rmSync(join(folder, 'preprocessor_config.json'));
    const differs = (name: string) => `${name} (expected ${wrong}, found ${hashSync(join(folder, name))})`;
    expect(await rejectionOf(ensureCompiled(openModelFolder(folder), () => undefined))).toEqual({
      code: 'MODEL_INCOMPLETE',
      message:
        `${folder}: missing from what SHA256SUMS lists: preprocessor_config.json. ` +
        `${folder}: SHA-256 differs from SHA256SUMS: ${differs('model.safetensors')}, ${differs('tokenizer.json')}.`,
      remedy: 'Get these files again from where the model came from.',
    });
  });

  it('refuses to compile what was published with a file that is missing, but not for its README', async () => {
    const folder = temporaryFolder();
    writeTinyCheckpoint(folder);
    rmSync(join(folder, 'preprocessor_config.json'));
    writeFileSync(join(folder, 'SHA256SUMS'), `${'0'.repeat(64)}  preprocessor_config.json\n`);
    expect(await rejectionOf(ensureCompiled(openModelFolder(folder), () => undefined))).toEqual({
      code: 'MODEL_INCOMPLETE',
      message: `${folder}: missing from what SHA256SUMS lists: preprocessor_config.json.`,
      remedy: 'Copy the missing files into the model folder.',
    });
    writeFileSync(join(folder, 'SHA256SUMS'), `${'0'.repeat(64)}  README.md\n`);
    expect(await ensureCompiled(openModelFolder(folder), () => undefined)).toContain(folder);
  });

  it('compiles nothing of an ONNX export', async () => {
    const { optimumFolder } = await writeTinyModel();
    expect(await ensureCompiled(openModelFolder(optimumFolder), () => undefined)).toBeUndefined();
  });
});
