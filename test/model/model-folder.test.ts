import { copyFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { OPTIMUM_FILES } from '../../src/graph/optimum-layout.ts';
import { openModelFolder, openNetworkFolder } from '../../src/model/model-folder.ts';
import { errorOf } from '../helpers/error-of.ts';
import { modelFolder } from '../helpers/model-records.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { TINY_CONFIG, writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';

let folder = '';

beforeEach(() => {
  folder = temporaryFolder();
});

describe('openModelFolder', () => {
  it('opens the checkpoint that comes with the program', () => {
    expect(openModelFolder(relative(process.cwd(), modelFolder))).toMatchObject({
      path: modelFolder,
      layout: 'checkpoint',
      modelId: 'openai/whisper-base',
      config: { modelWidth: 512, vocabularySize: 51_865, maxTokens: 448 },
      generation: { startToken: 50_258 },
      tokenizerPath: join(modelFolder, 'tokenizer.json'),
      weightFiles: [1, 2, 3, 4].map((number) => `model-0000${String(number)}-of-00004.safetensors`),
    });
  });

  it('tells an ONNX export by its files', () => {
    writeOptimum();
    expect(openModelFolder(folder)).toMatchObject({ layout: 'optimum', weightFiles: [] });
  });

  it('takes the checkpoint where a folder holds both', () => {
    writeOptimum();
    writeTinyCheckpoint(folder);
    expect(openModelFolder(folder)).toMatchObject({ layout: 'checkpoint', weightFiles: ['model.safetensors'] });
  });

  it('calls a model that does not name itself after its folder', () => {
    writeTinyCheckpoint(folder);
    writeFileSync(join(folder, 'config.json'), JSON.stringify({ ...TINY_CONFIG, _name_or_path: undefined }));
    expect(openModelFolder(folder).modelId).toBe(basename(folder));
  });

  it('says that there is nothing, or a file, where the folder should be', () => {
    const missing = join(folder, 'missing');
    const remedy = 'Give the folder with --model-dir.';
    expect(errorOf(() => openModelFolder(missing))).toEqual({
      code: 'MODEL_NOT_FOUND',
      message: `Expected a model folder at ${missing}, found nothing.`,
      remedy,
    });
    writeFileSync(missing, '');
    expect(errorOf(() => openModelFolder(missing))).toEqual({
      code: 'MODEL_NOT_FOUND',
      message: `Expected a model folder at ${missing}, found a file.`,
      remedy,
    });
  });

  it('says what a model folder may hold when it holds neither', () => {
    writeFileSync(join(folder, 'config.json'), '{}');
    expect(errorOf(() => openModelFolder(folder))).toEqual({
      code: 'MODEL_INCOMPLETE',
      message:
        `${folder}: expected a Whisper checkpoint (model.safetensors or model.safetensors.index.json) ` +
        'or an ONNX export (encoder_model.onnx, decoder_model.onnx, decoder_with_past_model.onnx), found neither.',
      remedy: 'Give a folder that holds one of the two with --model-dir.',
    });
  });

  it('names every missing file of a checkpoint', () => {
    writeTinyCheckpoint(folder, { files: 2 });
    for (const name of ['generation_config.json', 'tokenizer.json', 'model-00002-of-00002.safetensors']) {
      rmSync(join(folder, name));
    }
    expect(errorOf(() => openModelFolder(folder))).toEqual({
      code: 'MODEL_INCOMPLETE',
      message:
        `${folder}: expected 5 model files, ` +
        'missing generation_config.json, tokenizer.json, model-00002-of-00002.safetensors.',
      remedy: 'Copy the missing files into the model folder.',
    });
  });

  it('names every missing file of an ONNX export', () => {
    writeOptimum();
    rmSync(join(folder, 'decoder_model.onnx'));
    rmSync(join(folder, 'decoder_with_past_model.onnx'));
    expect(errorOf(() => openModelFolder(folder)).message).toBe(
      `${folder}: expected 6 model files, missing decoder_model.onnx, decoder_with_past_model.onnx.`,
    );
  });

  it('takes another tokenizer than the folder has', () => {
    writeTinyCheckpoint(folder);
    const other = join(folder, 'elsewhere.json');
    copyFileSync(join(folder, 'tokenizer.json'), other);
    rmSync(join(folder, 'tokenizer.json'));
    expect(openModelFolder(folder, relative(process.cwd(), other)).tokenizerPath).toBe(other);
    expect(errorOf(() => openModelFolder(folder, join(folder, 'none.json')))).toEqual({
      code: 'MODEL_INCOMPLETE',
      message: `Expected a tokenizer at ${join(folder, 'none.json')}, found nothing.`,
      remedy: 'Give the path of a tokenizer.json with --tokenizer-json.',
    });
  });

  function writeOptimum(): void {
    const source = temporaryFolder();
    writeTinyCheckpoint(source);
    for (const name of ['config.json', 'generation_config.json', 'tokenizer.json']) {
      copyFileSync(join(source, name), join(folder, name));
    }
    for (const name of OPTIMUM_FILES) writeFileSync(join(folder, name), 'onnx');
  }
});

describe('openNetworkFolder', () => {
  it('needs no tokenizer: workers have tokens only', () => {
    writeTinyCheckpoint(folder);
    rmSync(join(folder, 'tokenizer.json'));
    expect(openNetworkFolder(folder)).toMatchObject({ path: folder, layout: 'checkpoint' });
    expect(openNetworkFolder(folder)).not.toHaveProperty('tokenizerPath');
  });
});
