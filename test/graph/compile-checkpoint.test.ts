import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { createHash } from 'node:crypto';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { openCheckpoint } from '../../src/graph/checkpoint.ts';
import { compileCheckpoint } from '../../src/graph/compile-checkpoint.ts';
import { findCompiledGraphs, type CompiledGraphs, sourceFiles } from '../../src/graph/compiled-cache.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';

let folder = '';

beforeEach(() => {
  folder = temporaryFolder();
  writeTinyCheckpoint(folder);
  vi.stubEnv('XDG_CACHE_HOME', temporaryFolder());
});

afterEach(() => {
  vi.unstubAllEnvs();
});

function find(): CompiledGraphs | undefined {
  return findCompiledGraphs(folder, sourceFiles(openCheckpoint(folder)));
}

/** Makes a folder unusable for writing, for the superuser too. */
function block(path: string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, 'a file where the folder should be');
}

/** Puts a link in the place of a file that leads to it elsewhere. */
function moveAway(path: string): void {
  const elsewhere = join(temporaryFolder(), 'moved');
  copyFileSync(path, elsewhere);
  rmSync(path);
  symlinkSync(elsewhere, path);
}

describe('compileCheckpoint', () => {
  it('writes all graphs and what they were made from beside the model, and nothing else', async () => {
    expect(find()).toBeUndefined();
    const steps: string[] = [];
    const graphs = await compileCheckpoint(folder, (step) => steps.push(step));
    expect(steps).toEqual([
      'checking the weights',
      'building encoder.onnx',
      'optimising encoder.onnx for this CPU',
      'building decoder.onnx',
      'optimising decoder.onnx for this CPU',
      'building projection.onnx',
      'optimising projection.onnx for this CPU',
      'building speech.onnx',
      'optimising speech.onnx for this CPU',
      'building screening.onnx',
    ]);
    expect(readdirSync(join(folder, '.compiled'))).toHaveLength(1);
    expect(readdirSync(graphs.folder).sort()).toEqual([
      'decoder.onnx',
      'decoder.onnx.weights',
      'encoder.onnx',
      'encoder.onnx.weights',
      'manifest.json',
      'projection.onnx',
      'projection.onnx.weights',
      'screening.onnx',
      'screening.onnx.weights',
      'speech.onnx',
      'speech.onnx.weights',
    ]);
    expect(find()).toEqual(graphs);
    expect(statSync(graphs.folder).mode & 0o777).toBe(0o755);
    const manifest = JSON.parse(readFileSync(join(graphs.folder, 'manifest.json'), 'utf8')) as { sources: unknown };
    expect(manifest.sources).toMatchObject([
      { name: 'config.json' },
      { name: 'model.safetensors', sha256: sha256(join(folder, 'model.safetensors')) },
    ]);
  });

  it('succeeds twice at once, with one result', async () => {
    const compiled = await Promise.all([compileCheckpoint(folder), compileCheckpoint(folder)]);
    expect(compiled[0]).toEqual(compiled[1]);
    expect(find()).toEqual(compiled[0]);
    expect(readdirSync(join(folder, '.compiled'))).toHaveLength(1);
  });

  it.each([
    ['a graph is cut off', (path: string) => truncateSync(join(path, 'encoder.onnx.weights'), 100)],
    ['a graph is damaged at the same size', (path: string) => flipByte(join(path, 'decoder.onnx.weights'))],
    ['weights are a link, which ONNX Runtime refuses', (path: string) => moveAway(join(path, 'decoder.onnx.weights'))],
    ['a graph is missing', (path: string) => rmSync(join(path, 'decoder.onnx'))],
    ['the manifest is damaged', (path: string) => writeFileSync(join(path, 'manifest.json'), '{"files":')],
    ['the manifest is something else', (path: string) => writeFileSync(join(path, 'manifest.json'), '{"files": []}')],
    ['a name in the manifest is damaged', (path: string) => replaceInManifest(path, '"name"', '"nome"')],
    [
      'the manifest leaves a graph out',
      (path: string) => replaceInManifest(path, '"speech.onnx"', '"speech.onnx.weights"'),
    ],
    ['the manifest leads elsewhere', (path: string) => replaceInManifest(path, '"encoder.onnx"', '"../encoder.onnx"')],
    ['the manifest is missing', (path: string) => rmSync(join(path, 'manifest.json'))],
    ['the folder is empty', (path: string) => readdirSync(path).forEach((name) => rmSync(join(path, name)))],
    ['the cache is deleted', (path: string) => rmSync(dirname(path), { recursive: true })],
  ])('compiles again when %s', async (_, damage) => {
    const graphs = await compileCheckpoint(folder);
    damage(graphs.folder);
    expect(find()).toBeUndefined();
    expect(await compileCheckpoint(folder)).toEqual(graphs);
    expect(find()).toEqual(graphs);
    expect(readdirSync(join(folder, '.compiled'))).toHaveLength(1);
  });

  it('hashes compiled files that were copied once, and then trusts their times', async () => {
    const graphs = await compileCheckpoint(folder);
    const manifest = join(graphs.folder, 'manifest.json');
    const before = readFileSync(manifest, 'utf8');
    utimesSync(join(graphs.folder, 'decoder.onnx'), 1, 1);
    expect(find()).toEqual(graphs);
    const renewed = readFileSync(manifest, 'utf8');
    expect(renewed).not.toBe(before);
    expect(find()).toEqual(graphs);
    expect(readFileSync(manifest, 'utf8')).toBe(renewed);
  });

  it('compiles again when the weights are others of the same size', async () => {
    const graphs = await compileCheckpoint(folder);
    const before = sha256(join(graphs.folder, 'decoder.onnx.weights'));
    const { size } = statSync(join(folder, 'model.safetensors'));
    writeTinyCheckpoint(folder, { seed: 2 });
    expect(statSync(join(folder, 'model.safetensors')).size).toBe(size);
    expect(find()).toBeUndefined();
    expect(await compileCheckpoint(folder)).toEqual(graphs);
    expect(sha256(join(graphs.folder, 'decoder.onnx.weights'))).not.toBe(before);
  });

  it('does not use what was compiled for another configuration', async () => {
    const graphs = await compileCheckpoint(folder);
    const config = join(folder, 'config.json');
    writeFileSync(config, readFileSync(config, 'utf8').replace('"pad_token_id": 128', '"pad_token_id": 127'));
    expect(find()).toBeUndefined();
    expect((await compileCheckpoint(folder)).folder).not.toBe(graphs.folder);
  });

  it('refuses weights that are not the published ones, and writes nothing', async () => {
    const published = '1'.repeat(64);
    const path = join(folder, 'model.safetensors');
    writeFileSync(join(folder, 'SHA256SUMS'), `${published}  model.safetensors\n${published}  tokenizer.json\n`);
    expect(await rejectionOf(compileCheckpoint(folder))).toEqual({
      code: 'MODEL_DAMAGED',
      message: `${folder}: SHA-256 differs from SHA256SUMS: model.safetensors (expected ${published}, found ${sha256(path)}), tokenizer.json (expected ${published}, found ${sha256(join(folder, 'tokenizer.json'))}).`,
      remedy: 'Get these files again from where the model came from.',
    });
    expect(existsSync(join(folder, '.compiled'))).toBe(false);
  });

  it("compiles into the user's cache when the model folder cannot be written", async () => {
    block(join(folder, '.compiled'));
    const graphs = await compileCheckpoint(folder);
    expect(graphs.folder.startsWith(join(process.env['XDG_CACHE_HOME']!, 'whisper-batch', 'compiled'))).toBe(true);
    expect(find()).toEqual(graphs);
  });

  it('keeps models apart there that differ in nothing but the values of their weights', async () => {
    const other = temporaryFolder();
    writeTinyCheckpoint(other, { seed: 2 });
    for (const model of [folder, other]) {
      block(join(model, '.compiled'));
      // As in images and stores whose files all have the same times.
      for (const name of readdirSync(model)) utimesSync(join(model, name), 1, 1);
    }
    const compiled = [await compileCheckpoint(folder), await compileCheckpoint(other)];
    expect(compiled[0]?.folder).not.toBe(compiled[1]?.folder);
    expect(find()).toEqual(compiled[0]);
  });

  it('says which folders it tried when none can be written', async () => {
    const own = join(folder, '.compiled');
    const cache = join(process.env['XDG_CACHE_HOME']!, 'whisper-batch');
    block(own);
    block(cache);
    const { code, message, remedy } = await rejectionOf(compileCheckpoint(folder));
    expect([code, message.replace(/[0-9a-f]{16}\.$/, 'KEY.'), remedy]).toEqual([
      'COMPILE_FAILED',
      `Compiled graphs can be written neither to ${own} nor to ${join(cache, 'compiled', 'KEY')}.`,
      'Make one of these folders writable; about 800 MB are needed.',
    ]);
  });

  it('removes what a killed process left behind an hour ago, and nothing younger', async () => {
    const [old, young] = ['unfinished-old', 'unfinished-young'].map((name) => join(folder, '.compiled', name));
    for (const path of [old!, young!]) mkdirSync(path, { recursive: true });
    const hourAgo = Date.now() / 1000 - 3700;
    utimesSync(old!, hourAgo, hourAgo);
    await compileCheckpoint(folder);
    expect([existsSync(old!), existsSync(young!)]).toEqual([false, true]);
  });

  it('names what is wrong with the checkpoint and leaves nothing behind', async () => {
    const config = join(folder, 'config.json');
    writeFileSync(config, readFileSync(config, 'utf8').replace('"encoder_ffn_dim": 192', '"encoder_ffn_dim": 256'));
    expect(await rejectionOf(compileCheckpoint(folder))).toEqual({
      code: 'MODEL_DAMAGED',
      message:
        `${join(folder, 'model.safetensors')}: expected \`model.encoder.layers.0.fc1.weight\` ` +
        'as [256, 128], found [192, 128].',
      remedy: 'Check that config.json and the weight files belong to the same Whisper checkpoint.',
    });
    expect(readdirSync(join(folder, '.compiled'))).toEqual([]);
  });
});

function sha256(path: string): string {
  return createHash('sha256').update(readFileSync(path)).digest('hex');
}

function flipByte(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 1;
  writeFileSync(path, bytes);
}

function replaceInManifest(folder: string, text: string, by: string): void {
  const path = join(folder, 'manifest.json');
  writeFileSync(path, readFileSync(path, 'utf8').replace(text, by));
}
