import { appendFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { compiledGraphs, compiledKey, compiledParents, findCompiledGraphs } from '../../src/graph/compiled-cache.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';

const names = ['config.json', 'model.safetensors'];
let folder = '';

beforeEach(() => {
  folder = temporaryFolder();
  writeTinyCheckpoint(folder);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('compiledParents', () => {
  it("tries the model folder first and then the user's cache", () => {
    vi.stubEnv('XDG_CACHE_HOME', '/cache');
    const [own, cache] = compiledParents('/models/base');
    expect(own).toBe('/models/base/.compiled');
    expect(cache).toMatch(/^\/cache\/whisper-batch\/compiled\/[0-9a-f]{16}$/);
  });

  it('gives each model folder a place of its own in the cache, however its path is written', () => {
    const place = (path: string) => compiledParents(path)[1];
    expect(place('/models/base')).not.toBe(place('/models/small'));
    expect(place(relative(process.cwd(), folder))).toBe(place(folder));
  });

  it.each([[''], ['relative/cache']])('ignores XDG_CACHE_HOME="%s", as its specification demands', (value) => {
    vi.stubEnv('XDG_CACHE_HOME', value);
    expect(compiledParents(folder)[1]?.startsWith(join(homedir(), '.cache', 'whisper-batch'))).toBe(true);
  });
});

describe('compiledKey', () => {
  it('changes with the configuration and the sizes of the weights, and with nothing else of the folder', () => {
    const key = compiledKey(folder, names);
    expect(key).toMatch(/^[0-9a-f]{16}$/);
    writeFileSync(join(folder, 'README.md'), 'new');
    expect(compiledKey(folder, names)).toBe(key);
    appendFileSync(join(folder, 'model.safetensors'), 'x');
    const longer = compiledKey(folder, names);
    expect(longer).not.toBe(key);
    appendFileSync(join(folder, 'config.json'), '\n');
    expect(compiledKey(folder, names)).not.toBe(longer);
  });
});

describe('findCompiledGraphs', () => {
  it('finds nothing where nothing was compiled', () => {
    expect(findCompiledGraphs(folder, names)).toBeUndefined();
  });
});

describe('compiledGraphs', () => {
  it('names the files of a compiled folder', () => {
    expect(compiledGraphs('/x')).toEqual({
      folder: '/x',
      encoderPath: '/x/encoder.onnx',
      decoderPath: '/x/decoder.onnx',
      projectionPath: '/x/projection.onnx',
      screeningPath: '/x/screening.onnx',
      speechPath: '/x/speech.onnx',
    });
  });
});
