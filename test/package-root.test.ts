import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WhisperBatchError } from '../src/errors.ts';
import { findPackage, packageRoot, packageVersion } from '../src/package-root.ts';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));

describe('packageRoot', () => {
  it('is the folder of the checkout', () => {
    expect(packageRoot()).toBe(repository);
  });
});

describe('packageVersion', () => {
  it('is what package.json states', () => {
    const manifest = JSON.parse(readFileSync(join(repository, 'package.json'), 'utf8')) as { version: string };
    expect(packageVersion()).toBe(manifest.version);
  });
});

describe('findPackage', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'package-root-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function writeManifest(path: string, text: string): void {
    mkdirSync(join(folder, path), { recursive: true });
    writeFileSync(join(folder, path, 'package.json'), text);
  }

  it('passes over packages of other names and broken manifests', () => {
    writeManifest('.', '{"name": "whisper-batch", "version": "1.2.3"}');
    writeManifest('dist', '{"type": "module"}');
    writeManifest('dist/src', '{"name": "whisper-batch"');
    writeManifest('dist/src/deep', 'null');
    expect(findPackage(join(folder, 'dist', 'src', 'deep'))).toEqual({ folder, version: '1.2.3' });
  });

  it('takes the nearest of two', () => {
    writeManifest('.', '{"name": "whisper-batch", "version": "1.0.0"}');
    writeManifest('node_modules/whisper-batch', '{"name": "whisper-batch", "version": "2.0.0"}');
    expect(findPackage(join(folder, 'node_modules', 'whisper-batch')).version).toBe('2.0.0');
  });

  it('says where it looked when there is none', () => {
    expect(() => findPackage(folder)).toThrow(
      new WhisperBatchError(
        'ENVIRONMENT',
        `Expected a package.json named "whisper-batch" in ${folder} or a folder above it, found none.`,
        'Install whisper-batch again; its files must stay together.',
      ),
    );
  });
});
