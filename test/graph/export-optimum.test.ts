import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { exportOptimum } from '../../src/graph/export-optimum.ts';
import { OPTIMUM_FILES } from '../../src/graph/optimum-layout.ts';
import { openModelFolder } from '../../src/model/model-folder.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';

describe('exportOptimum', () => {
  it('writes three graphs, their weights and the files beside them', async () => {
    const { checkpoint, target } = folders();
    const steps: string[] = [];
    expect(await exportOptimum(checkpoint, target, (step) => steps.push(step))).toBe(target);
    expect(readdirSync(target).sort()).toEqual([
      'config.json',
      'decoder_model.onnx',
      'decoder_model.onnx_data',
      'decoder_with_past_model.onnx',
      'decoder_with_past_model.onnx_data',
      'encoder_model.onnx',
      'encoder_model.onnx_data',
      'generation_config.json',
      'preprocessor_config.json',
      'tokenizer.json',
    ]);
    expect(steps).toEqual(['checking the weights', ...OPTIMUM_FILES.map((name) => `writing ${name}`)]);
    expect(statSync(target).mode & 0o777).toBe(0o755);
  });

  it('makes a folder that opens as an Optimum export', async () => {
    const { checkpoint, target } = folders();
    await exportOptimum(checkpoint, target);
    const { config, generation } = openModelFolder(checkpoint);
    expect(openModelFolder(target)).toMatchObject({ layout: 'optimum', config, generation });
  });

  it('uses standard operators only and names weight files without a path', async () => {
    const { checkpoint, target } = folders();
    await exportOptimum(checkpoint, target);
    for (const name of OPTIMUM_FILES) {
      const graph = readFileSync(join(target, name), 'latin1');
      expect(graph).not.toContain('com.microsoft');
      expect(graph).toContain(`${name}_data`);
      expect(graph).not.toContain(`/${name}_data`);
    }
  });

  it('writes the same bytes every time', async () => {
    const { checkpoint, target } = folders();
    await exportOptimum(checkpoint, target);
    await exportOptimum(checkpoint, `${target}-again`);
    for (const name of readdirSync(target)) {
      expect(readFileSync(join(`${target}-again`, name)).equals(readFileSync(join(target, name))), name).toBe(true);
    }
  });

  it('makes the folders above the target, and fills a target that is empty', async () => {
    const { checkpoint, target } = folders();
    const nested = join(target, 'models', 'tiny');
    mkdirSync(nested, { recursive: true });
    await exportOptimum(checkpoint, nested);
    expect(readdirSync(nested)).toContain('encoder_model.onnx');
    await exportOptimum(checkpoint, join(target, 'new', 'tiny'));
    expect(readdirSync(join(target, 'new'))).toEqual(['tiny']);
  });

  it('refuses a target that is in use', async () => {
    const { checkpoint, target } = folders();
    mkdirSync(target);
    writeFileSync(join(target, 'notes.txt'), 'keep me');
    expect(await rejectionOf(exportOptimum(checkpoint, target))).toEqual({
      code: 'OUTPUT_FAILED',
      message: `Expected ${target} to be a new or an empty folder, found a folder with files in it.`,
      remedy: 'Give the name of a folder that does not exist yet.',
    });
    expect(await rejectionOf(exportOptimum(checkpoint, join(target, 'notes.txt')))).toEqual({
      code: 'OUTPUT_FAILED',
      message: `Expected ${join(target, 'notes.txt')} to be a new or an empty folder, found a file.`,
      remedy: 'Give the name of a folder that does not exist yet.',
    });
    expect(readdirSync(target)).toEqual(['notes.txt']);
  });

  it('says so when the target cannot be made', async () => {
    const { checkpoint, target } = folders();
    writeFileSync(target, 'a file where a folder should be');
    const below = join(target, 'export');
    const { code, message, remedy } = await rejectionOf(exportOptimum(checkpoint, below));
    expect(code).toBe('OUTPUT_FAILED');
    // Which of two reasons is given depends on the system.
    const reason = /(ENOTDIR: not a directory|EEXIST: file already exists), mkdir '[^']+'/.exec(message)?.[0];
    expect(message).toBe(`Writing an ONNX export to ${below} failed: ${String(reason)}.`);
    expect(remedy).toBe('Check that the folder above it can be written to and has room for four times the checkpoint.');
  });

  it('leaves nothing behind when the checkpoint turns out to be damaged', async () => {
    const { parent, checkpoint, target } = folders();
    const config = JSON.parse(readFileSync(join(checkpoint, 'config.json'), 'utf8')) as object;
    writeFileSync(join(checkpoint, 'config.json'), JSON.stringify({ ...config, decoder_layers: 3 }));
    expect(await rejectionOf(exportOptimum(checkpoint, target))).toEqual({
      code: 'MODEL_DAMAGED',
      message: `${checkpoint}: expected a tensor \`model.decoder.layers.2.self_attn_layer_norm.weight\`, found none in the weight files.`,
      remedy: 'Check that config.json and the weight files belong to the same Whisper checkpoint.',
    });
    expect(readdirSync(parent)).toEqual(['checkpoint']);
  });

  it('compares the weights with their published hashes', async () => {
    const { checkpoint, target } = folders();
    writeFileSync(join(checkpoint, 'SHA256SUMS'), `${'0'.repeat(64)}  model.safetensors\n`);
    expect((await rejectionOf(exportOptimum(checkpoint, target))).message).toMatch(/SHA-256 differs from SHA256SUMS/);
  });

  it('names the files that a complete export would lack', async () => {
    const { checkpoint, target } = folders();
    rmSync(join(checkpoint, 'tokenizer.json'));
    rmSync(join(checkpoint, 'generation_config.json'));
    expect(await rejectionOf(exportOptimum(checkpoint, target))).toEqual({
      code: 'MODEL_INCOMPLETE',
      message: `${checkpoint}: expected 4 model files, missing generation_config.json, tokenizer.json.`,
      remedy: 'Copy the missing files into the model folder.',
    });
  });

  it('does not take a folder without safetensors for a checkpoint', async () => {
    const { checkpoint, target } = folders();
    await exportOptimum(checkpoint, target);
    expect(await rejectionOf(exportOptimum(target, `${target}-again`))).toEqual({
      code: 'MODEL_INCOMPLETE',
      message: `${target}: expected a Whisper checkpoint (model.safetensors or model.safetensors.index.json), found none.`,
      remedy: 'Give a folder that holds the safetensors files.',
    });
  });
});

function folders() {
  const parent = temporaryFolder();
  const checkpoint = join(parent, 'checkpoint');
  writeTinyCheckpoint(checkpoint);
  return { parent, checkpoint, target: join(parent, 'optimum') };
}
