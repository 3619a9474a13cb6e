import { chmodSync, copyFileSync, mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
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
      message: `Expected a tokenizer file at ${join(folder, 'none.json')}, found nothing.`,
      remedy: 'Give the path of a tokenizer.json with --tokenizer-json.',
    });
  });

  it('says what lies in the place of the tokenizer', () => {
    writeTinyCheckpoint(folder);
    const remedy = 'Give the path of a tokenizer.json with --tokenizer-json.';
    const other = temporaryFolder();
    expect(errorOf(() => openModelFolder(folder, other))).toEqual({
      code: 'MODEL_INCOMPLETE',
      message: `Expected a tokenizer file at ${other}, found a folder.`,
      remedy,
    });
    expect(errorOf(() => openModelFolder(folder, '/dev/null'))).toEqual({
      code: 'MODEL_INCOMPLETE',
      message: 'Expected a tokenizer file at /dev/null, found something else.',
      remedy,
    });
    rmSync(join(folder, 'tokenizer.json'));
    mkdirSync(join(folder, 'tokenizer.json'));
    expect(errorOf(() => openModelFolder(folder)).message).toBe(
      `Expected a tokenizer file at ${join(folder, 'tokenizer.json')}, found a folder.`,
    );
  });

  it.runIf(process.getuid?.() !== 0)('says that the tokenizer may not be read', () => {
    writeTinyCheckpoint(folder);
    const path = join(folder, 'tokenizer.json');
    chmodSync(path, 0);
    expect(errorOf(() => openModelFolder(folder))).toEqual({
      code: 'MODEL_DAMAGED',
      message: `${path}: expected a readable file, but reading it failed: EACCES: permission denied, access '${path}'.`,
      remedy: 'Check that the path is a file and that you may read it.',
    });
  });

  it('names the damaged files of a checkpoint with the missing ones', () => {
    writeTinyCheckpoint(folder, { files: 2 });
    rmSync(join(folder, 'tokenizer.json'));
    const shards = [1, 2].map((number) => join(folder, `model-0000${String(number)}-of-00002.safetensors`));
    for (const path of shards) truncateSync(path, 3);
    expect(errorOf(() => openModelFolder(folder))).toEqual({
      code: 'MODEL_INCOMPLETE',
      message:
        `${folder}: expected 5 model files, missing tokenizer.json. ` +
        shards.map((path) => `${path}: the file has 3 bytes, too few for a header.`).join(' '),
      remedy: 'Get these files again from where the model came from.',
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
