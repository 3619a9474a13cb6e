import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, statSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockFile, ToyProject } from '../helpers/toy-project.ts';

const NPM_CI =
  'npm ci --ignore-scripts --include=dev --include=optional --no-audit --no-fund --loglevel=error --no-update-notifier';
const BUNDLE = 'bundle src/cli/main.ts src/index.ts workers/worker.ts';

describe('scripts/setup.mjs', () => {
  let project: ToyProject;

  beforeEach(() => {
    project = new ToyProject();
  });
  afterEach(() => {
    project.dispose();
  });

  /** Runs the set-up, which has to succeed, and gives what it asked npm and the compiler to do. */
  async function setUp(env: NodeJS.ProcessEnv = {}): Promise<string[]> {
    const ended = await project.run('setup.mjs', [], env);
    expect(ended).toMatchObject({ exitCode: 0, stdout: '' });
    return project.takeCalls();
  }

  it('installs and compiles a fresh clone, and nothing the second time', async () => {
    const first = await project.run('setup.mjs');
    expect(first.stderr).toBe(
      'set-up: installing packages (npm ci)\nset-up: compiling TypeScript\nset-up: everything is in place\n',
    );
    expect(project.takeCalls()).toEqual([NPM_CI, 'compile', BUNDLE]);
    const second = await project.run('setup.mjs');
    expect(second).toEqual({ exitCode: 0, stdout: '', stderr: 'set-up: everything is in place\n' });
    expect(project.takeCalls()).toEqual([]);
    expect(project.has('.setup.lock')).toBe(false);
  });

  it('installs development packages in production too', async () => {
    expect(await setUp({ NODE_ENV: 'production', npm_config_omit: 'dev' })).toEqual([NPM_CI, 'compile', BUNDLE]);
  });

  it.each(['src/cli/main.ts', 'src/new.ts', 'workers/worker.ts', 'tsconfig.json', 'package.json'])(
    'compiles again, and only that, after %s has changed',
    async (path) => {
      await setUp();
      project.write(path, '{ "name": "toy", "engines": { "node": ">=20.10" } }');
      expect(await setUp()).toEqual(['compile', BUNDLE]);
    },
  );

  it('leaves no compiled file behind whose source is gone', async () => {
    await setUp();
    project.write('dist/src/gone.js', '');
    project.write('src/new.ts', '');
    await setUp();
    expect(project.has('dist/src/gone.js')).toBe(false);
  });

  it('makes the command executable', async () => {
    await setUp();
    expect(statSync(join(project.folder, 'dist/src/cli/main.js')).mode & 0o111).toBe(0o111);
  });

  it('installs again when the lock file asks for something else', async () => {
    await setUp();
    project.write('package-lock.json', lockFile('2'));
    expect(await setUp()).toEqual([NPM_CI]);
  });

  it.each(['node_modules/.package-lock.json', 'node_modules/binary-here'])(
    'installs again when %s is missing',
    async (path) => {
      await setUp();
      project.remove(path);
      expect(await setUp()).toEqual([NPM_CI]);
    },
  );

  it('installs again when the packages are those of another platform', async () => {
    await setUp();
    const present = readFileSync(join(project.folder, 'node_modules/.package-lock.json'), 'utf8');
    project.write('node_modules/.package-lock.json', present.replace('binary-here', 'binary-elsewhere'));
    expect(await setUp()).toEqual([NPM_CI]);
  });

  it('works once when two start at the same time', async () => {
    const start = () => project.run('setup.mjs', [], { TOY_NPM_MS: '3000' });
    const both = await Promise.all([start(), start()]);
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect(both.filter(({ stderr }) => /waiting for another set-up \(process (\d+|\?)\)/.test(stderr))).toHaveLength(1);
    expect(project.takeCalls()).toEqual([NPM_CI, 'compile', BUNDLE]);
  });

  it('takes over from a set-up that was killed', async () => {
    const killed = project.start('setup.mjs');
    const [message] = (await once(killed.stderr!, 'data')) as [Buffer];
    expect(message.toString()).toBe('set-up: installing packages (npm ci)\n');
    killed.kill('SIGKILL');
    await once(killed, 'close');
    await setUp();
    expect(project.has('dist/src/cli/main.js')).toBe(true);
    expect(project.has('.setup.lock')).toBe(false);
  });

  it('takes over a lock and half a build that a dead process left', async () => {
    const { pid } = spawnSync(process.execPath, ['--version']);
    project.write('.setup.lock/owner.json', JSON.stringify({ token: 't', host: hostname(), pid, beat: 9 }));
    project.write(`.build-new-${String(pid)}/src/half.js`, '');
    expect(await setUp()).toEqual([NPM_CI, 'compile', BUNDLE]);
    expect(project.has(`.build-new-${String(pid)}`)).toBe(false);
  });

  it('says so when npm fails', async () => {
    project.write('offline', '');
    expect(await project.run('setup.mjs')).toEqual({
      exitCode: 3,
      stdout: '',
      stderr:
        'set-up: installing packages (npm ci)\nnpm error network\n' +
        'error: Set-up failed: npm ci ended with exit code 7; its messages stand above.\n',
    });
    expect(project.has('.setup.lock')).toBe(false);
  });

  it('keeps the last build when the sources do not compile', async () => {
    await setUp();
    project.write('compile-error', '');
    project.write('src/cli/main.ts', '// broken');
    expect(await project.run('setup.mjs')).toEqual({
      exitCode: 3,
      stdout: '',
      stderr:
        'set-up: compiling TypeScript\nerror TS2322\n' +
        'error: Set-up failed: the TypeScript compiler ended with exit code 2; its messages stand above.\n',
    });
    expect(project.has('dist/src/cli/main.js')).toBe(true);
  });

  it('names the Node.js it needs when this one is too old', async () => {
    project.write('package.json', '{ "engines": { "node": ">=99.1" } }');
    expect(await project.run('setup.mjs')).toEqual({
      exitCode: 3,
      stdout: '',
      stderr:
        `error: Set-up failed: Expected Node.js >=99.1, found ${process.versions.node} at ${process.execPath}.\n` +
        '  → Install a current Node.js from https://nodejs.org and try again.\n',
    });
  });
});
