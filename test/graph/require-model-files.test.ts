import { createHash } from 'node:crypto';
import { appendFileSync, cpSync, mkdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { requireModelFiles } from '../../src/graph/require-model-files.ts';
import { errorOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';

const NAMES = ['config.json', 'generation_config.json', 'tokenizer.json'];
const GET_ALL_AGAIN = 'Get these files again from where the model came from.';
const NO_OBJECT = 'expected a JSON object, found another value';
const shard = (number: number): string => `model-0000${String(number)}-of-00003.safetensors`;

const whole = temporaryFolder();
writeTinyCheckpoint(whole, { files: 3 });
let folder = '';
const at = (name: string): string => join(folder, name);

beforeEach(() => {
  folder = temporaryFolder();
  cpSync(whole, folder, { recursive: true });
});

/** Writes the list of hashes that the files have now. */
function publish(...names: readonly string[]): Readonly<Record<string, string>> {
  const hashes = Object.fromEntries(names.map((name) => [name, hashOf(name)]));
  writeFileSync(at('SHA256SUMS'), names.map((name) => `${hashes[name]!}  ${name}\n`).join(''));
  return hashes;
}

function hashOf(name: string): string {
  return createHash('sha256')
    .update(readFileSync(at(name)))
    .digest('hex');
}

const errorNow = () => errorOf(() => requireModelFiles(folder, NAMES));

describe('requireModelFiles', () => {
  it('is content with a whole checkpoint, and looks at no hash then', () => {
    expect(() => requireModelFiles(folder, NAMES)).not.toThrow();
    writeFileSync(at('SHA256SUMS'), `${'0'.repeat(64)}  ${shard(1)}\n${'0'.repeat(64)}  preprocessor_config.json\n`);
    rmSync(at('preprocessor_config.json'));
    expect(() => requireModelFiles(folder, NAMES)).not.toThrow();
  });

  it('names every missing file at once', () => {
    for (const name of ['config.json', shard(1), shard(3)]) rmSync(at(name));
    expect(errorNow()).toEqual({
      code: 'MODEL_INCOMPLETE',
      message: `${folder}: expected 6 model files, missing config.json, ${shard(1)}, ${shard(3)}.`,
      remedy: 'Copy the missing files into the model folder.',
    });
  });

  it('names every damaged file at once, the tokenizer included', () => {
    for (const name of ['generation_config.json', 'tokenizer.json']) writeFileSync(at(name), '[]');
    for (const number of [1, 3]) truncateSync(at(shard(number)), 5);
    expect(errorNow()).toEqual({
      code: 'MODEL_DAMAGED',
      message:
        `${at('generation_config.json')}: ${NO_OBJECT}. ${at('tokenizer.json')}: ${NO_OBJECT}. ` +
        [1, 3].map((number) => `${at(shard(number))}: the file has 5 bytes, too few for a header.`).join(' '),
      remedy: GET_ALL_AGAIN,
    });
  });

  it('names the missing with the damaged, and what stands in the place of a file', () => {
    rmSync(at('generation_config.json'));
    rmSync(at('config.json'));
    mkdirSync(at('config.json'));
    rmSync(at(shard(2)));
    mkdirSync(at(shard(2)));
    const isFolder = 'expected a readable file, but reading it failed: EISDIR: illegal operation on a directory, read';
    expect(errorNow()).toEqual({
      code: 'MODEL_INCOMPLETE',
      message:
        `${folder}: expected 6 model files, missing generation_config.json. ` +
        `${at('config.json')}: ${isFolder}. ${at(shard(2))}: ${isFolder}.`,
      remedy: GET_ALL_AGAIN,
    });
  });

  it('compares hashes as soon as one file is wrong', () => {
    const published = publish(
      'generation_config.json',
      'preprocessor_config.json',
      'tokenizer.json',
      shard(1),
      shard(2),
    );
    rmSync(at('generation_config.json'));
    rmSync(at('preprocessor_config.json'));
    truncateSync(at(shard(1)), 5);
    for (const name of ['tokenizer.json', shard(2)]) appendFileSync(at(name), ' ');
    const differs = (name: string) => `${name} (expected ${published[name]!}, found ${hashOf(name)})`;
    expect(errorNow()).toEqual({
      code: 'MODEL_INCOMPLETE',
      message:
        `${folder}: expected 6 model files, missing generation_config.json. ` +
        `${at(shard(1))}: the file has 5 bytes, too few for a header. ` +
        `${folder}: missing from what SHA256SUMS lists: preprocessor_config.json. ` +
        `${folder}: SHA-256 differs from SHA256SUMS: ${differs('tokenizer.json')}, ${differs(shard(2))}.`,
      remedy: GET_ALL_AGAIN,
    });
  });

  it('names a damaged index with the other files', () => {
    writeFileSync(at('model.safetensors.index.json'), '[]');
    writeFileSync(at('generation_config.json'), '[]');
    expect(errorNow()).toEqual({
      code: 'MODEL_DAMAGED',
      message: `${at('model.safetensors.index.json')}: ${NO_OBJECT}. ${at('generation_config.json')}: ${NO_OBJECT}.`,
      remedy: GET_ALL_AGAIN,
    });
  });

  it('says that it is another kind of network', () => {
    writeFileSync(at('config.json'), '{"model_type": "bert"}');
    expect(errorNow()).toEqual({
      code: 'MODEL_UNSUPPORTED',
      message: `${at('config.json')}: expected model_type "whisper", found "bert".`,
      remedy: 'Use a folder that holds a Whisper checkpoint.',
    });
  });
});
