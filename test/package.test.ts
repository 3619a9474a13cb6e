import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';

const repository = dirname(dirname(fileURLToPath(import.meta.url)));
const COMPILED = /^dist\/((src|workers)\/.+\.(js|d\.ts)|chunks\/[^/]+\.js)$/;

interface Manifest {
  readonly bin: Readonly<Record<string, string>>;
  readonly exports: { readonly '.': Readonly<Record<string, string>> };
}

describe('the packed package', () => {
  let paths: string[];

  beforeAll(() => {
    const command = 'npm pack --dry-run --json --ignore-scripts --offline --loglevel=error';
    const { status, stdout, stderr } = spawnSync(command, { cwd: repository, encoding: 'utf8', shell: true });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const [tarball] = JSON.parse(stdout) as [{ files: { path: string }[] }];
    paths = tarball.files.map(({ path }) => path);
  });

  it('holds what was compiled, schemas, spellings, sweep settings and its documents; no model and no audio', () => {
    expect(paths.filter((path) => !COMPILED.test(path)).sort()).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bench-configs/default.json',
      'bench-configs/sweep.schema.json',
      'data/README.md',
      'data/english-spellings.tsv',
      'onnx.proto',
      'package.json',
      'schemas/transcript.schema.json',
    ]);
  });

  it('holds every file that package.json points to, and the workers', () => {
    const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as Manifest;
    const targets = [...Object.values(manifest.bin), ...Object.values(manifest.exports['.'])];
    expect(paths).toEqual(expect.arrayContaining(targets.map((target) => target.replace(/^\.\//, ''))));
    expect(paths).toContain('dist/workers/transcribe.worker.js');
  });
});
