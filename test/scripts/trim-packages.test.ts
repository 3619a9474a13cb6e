import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const script = fileURLToPath(new URL('../../scripts/trim-packages.mjs', import.meta.url));
const HERE = `${process.platform}/${process.arch}`;

describe('scripts/trim-packages.mjs', () => {
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'trim-packages-'));
    for (const platform of [HERE, `${process.platform}/mips`, 'aix/ppc64']) {
      write(`onnxruntime-node/bin/napi-v6/${platform}/binding.node`, '');
    }
    for (const codec of ['aac', 'ac3', 'dts', 'flac', 'wma']) {
      write(`@audio/decode-${codec}/package.json`, '{ "type": "module", "main": "main.js" }');
      write(`@audio/decode-${codec}/main.js`, '');
    }
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  function write(path: string, text: string): void {
    const absolute = join(folder, 'node_modules', path);
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, text);
  }

  function trim(...args: readonly string[]): void {
    const { status, stderr } = spawnSync(process.execPath, [script, ...args, folder], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  }

  function hasPackageFile(path: string): boolean {
    return existsSync(join(folder, 'node_modules', path));
  }

  it("keeps this platform's binaries only", () => {
    trim();
    expect(hasPackageFile(`onnxruntime-node/bin/napi-v6/${HERE}/binding.node`)).toBe(true);
    expect(hasPackageFile(`onnxruntime-node/bin/napi-v6/${process.platform}/mips`)).toBe(false);
    expect(hasPackageFile('onnxruntime-node/bin/napi-v6/aix/ppc64')).toBe(false);
    expect(hasPackageFile('@audio/decode-aac/main.js')).toBe(true);
  });

  it('removes the GPL codecs on request, and leaves what the others import from them', () => {
    trim('--without-gpl-codecs');
    expect(readdirSync(join(folder, 'node_modules/@audio/decode-wma'))).toEqual(['main.js', 'package.json']);
    for (const codec of ['aac', 'ac3', 'dts']) {
      expect(readdirSync(join(folder, `node_modules/@audio/decode-${codec}`))).not.toContain('main.js');
    }
    const program = `
      import { parseMeta } from '@audio/decode-aac/meta';
      import { decoder } from '@audio/decode-dts';
      const dts = await decoder();
      console.log(parseMeta(new Uint8Array(4)));
      try { dts.decode(new Uint8Array(4)); } catch (error) { console.log(error.message); }`;
    write('../probe.mjs', program);
    const probe = spawnSync(process.execPath, [join(folder, 'probe.mjs')], { encoding: 'utf8' });
    expect(probe).toMatchObject({
      status: 0,
      stdout: 'null\nthis build has no DTS decoder, because that is under the GPL\n',
    });
  });
});
