import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, symlinkSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import * as prettier from 'prettier';
import { beforeEach, describe, expect, it } from 'vitest';
import { firstAllowedCore, ToyComparison } from '../../helpers/toy-comparison.ts';
import { end } from '../../helpers/toy-project.ts';

const repository = fileURLToPath(new URL('../../..', import.meta.url));
const TABLES = 'results/benchmarks/container_4c4g';
const BASELINES = ['transformers-pipeline', 'transformers-onnxruntime', 'faster-whisper-fp32', 'faster-whisper-int8'];
const ALL = ['whisper-batch', ...BASELINES];
const KILLED = 'killed: more than 4g of memory';

const hasTaskset = process.platform === 'linux' && spawnSync('taskset', ['--version']).status === 0;
const hasShellcheck = spawnSync('shellcheck', ['--version']).status === 0;
const hasHadolint = spawnSync('hadolint', ['--version']).status === 0;

describe.skipIf(!hasTaskset)('run_container_4c4g_compare.sh (needs Linux with taskset)', () => {
  let toy: ToyComparison;

  beforeEach(() => {
    toy = new ToyComparison();
  });

  describe('with ENGINE=host', () => {
    it('measures all five in turns and compares them with faster-whisper-fp32', async () => {
      const { exitCode, stdout } = await toy.run([], { ENGINE: 'host', REPETITIONS: '2' });
      expect(exitCode).toBe(0);
      expect(toy.read('calls.log').trimEnd().split('\n')).toEqual([...twice('run', ...BASELINES)]);
      expect(toy.statuses()).toEqual(statusesOf('ok'));
      expect(stdout).toBe(toy.read(`${TABLES}/summary_table.md`));
      expect(stdout).toMatch(/^\| whisper-batch +\| ok +\| 2\.00 \(2\.00–2\.00\) \| 0\.1000 \| +10\.00 \| +1\.50 \|/m);
      expect(stdout).toMatch(/\| +25\.0 \| +2\.00 × \|$/m);
      expect(stdout).toContain(
        '- whisper-batch: whisper-batch 0.1.0, onnxruntime 1.2.3, node 20.1.0; 1 × 1 thread, batches of 8',
      );
      expect(toy.read(`${TABLES}/faster-whisper-int8.log`)).toMatch(
        /^== faster-whisper-int8, 1 cores, repetition 1\n-- measured\nexit_status=0\ncpu_seconds=\d/,
      );
    });

    it('writes tables as Prettier would', async () => {
      await toy.run([], { ENGINE: 'host' });
      for (const path of [`${TABLES}/summary_table.md`, 'RESULTS.md']) {
        const text = toy.read(path);
        expect(await prettier.format(text, { parser: 'markdown', printWidth: 120 })).toBe(text);
      }
    });

    it('has a row for each that fails, is missing, takes too long or leaves files out, and goes on', async () => {
      toy.behave({
        'whisper-batch': 'some files fail',
        'transformers-pipeline': 'fail',
        'transformers-onnxruntime': 'missing',
        'faster-whisper-fp32': 'hang',
      });
      const { exitCode } = await toy.run([], { ENGINE: 'host', REPETITIONS: '2', RUN_TIMEOUT: '2' });
      expect(exitCode).toBe(0);
      expect(toy.statuses()).toEqual({
        'whisper-batch': '1 of 2 files failed',
        'transformers-pipeline': 'failed (exit status 7): error: Expected a model, found none.',
        'transformers-onnxruntime': 'not available: error: Expected a model, found none.',
        'faster-whisper-fp32': 'stopped after 2 s',
        'faster-whisper-int8': 'ok',
      });
      // Once each, but for the one that works.
      expect(toy.read('calls.log').trimEnd().split('\n')).toEqual(['run', ...BASELINES, 'faster-whisper-int8']);
    });

    it('ends what needs more memory than MEMORY, where it may make a control group', async ({ skip }) => {
      await toy.run([], { ENGINE: 'host', ONLY: 'whisper-batch' });
      const markdown = toy.read(`${TABLES}/summary_table.md`);
      skip(markdown.includes('memory limited by nothing'), 'this user may make no control group');
      toy.behave({ 'whisper-batch': 'fill memory' });
      await toy.run([], { ENGINE: 'host', MEMORY: '300m', ONLY: 'whisper-batch,faster-whisper-int8' });
      expect(toy.statuses()).toEqual({
        'whisper-batch': 'killed: more than 300m of memory',
        'faster-whisper-int8': 'ok',
      });
    });

    it('says that setting up failed', async () => {
      toy.write('scripts/setup.mjs', "console.error('error: no compiler'); process.exit(3);");
      await toy.run([], { ENGINE: 'host', ONLY: 'whisper-batch,faster-whisper-int8' });
      expect(toy.statuses()).toEqual({
        'whisper-batch': 'not available: set-up failed: error: no compiler',
        'faster-whisper-int8': 'ok',
      });
    });

    it('keeps what is finished when it is stopped with Ctrl-C, and ends what runs', async () => {
      toy.behave({ 'transformers-pipeline': 'hang' });
      const script = toy.start([], { ENGINE: 'host' });
      const ended = end(script);
      while (!toy.has('hanging.pid')) await sleep(20);
      script.kill('SIGINT');
      expect(await ended).toMatchObject({ exitCode: 130 });
      expect(toy.statuses()).toMatchObject({ 'whisper-batch': 'ok', 'faster-whisper-int8': 'not run' });
      expect(toy.read(`${TABLES}/summary_table.md`)).toContain('The comparison was interrupted');
      expect(toy.has('RESULTS.md')).toBe(false);
      expect(isRunning(Number(toy.read('hanging.pid')))).toBe(false);
      expect(readdirSync(join(toy.folder, TABLES)).filter((name) => name.startsWith('.'))).toEqual([]);
    });

    it('replaces the tables of the last time, and gathers rows by machine, cores, memory and versions', async () => {
      await toy.run([], { ENGINE: 'host', ONLY: 'whisper-batch,faster-whisper-fp32' });
      await toy.run([], { ENGINE: 'host', ONLY: 'whisper-batch' });
      expect(toy.statuses()).toEqual({ 'whisper-batch': 'ok' });
      expect(rowsOfResults()).toEqual(['4g whisper-batch', '4g faster-whisper-fp32']);
      await toy.run([], { ENGINE: 'host', ONLY: 'ours', MEMORY: '2g', SUT_NAME: 'ours' });
      expect(rowsOfResults()).toEqual(['2g ours', '4g whisper-batch', '4g faster-whisper-fp32']);
    });

    function rowsOfResults(): string[] {
      const [, ...lines] = toy.read('RESULTS.csv').trimEnd().split('\n');
      return lines.map((line) => {
        const [, memory, name] = /host,1,(\w+),[^,]*,([^,]*),/.exec(line) ?? [];
        return `${String(memory)} ${String(name)}`;
      });
    }
  });

  describe('with ENGINE=docker', () => {
    it('has a row for what the engine killed for its memory', async () => {
      const { exitCode } = await toy.run();
      expect(exitCode).toBe(0);
      expect(toy.statuses()).toEqual(statusesOf(KILLED));
      expect(toy.read('RESULTS.md')).toContain(KILLED);
    });

    it('has a row for what could not be built', async () => {
      toy.write('bin/broken', '');
      await toy.run();
      expect(toy.statuses()).toEqual(
        statusesOf('not available: image whisper-batch could not be built: error: no space left'),
      );
      expect(toy.has('calls.log')).toBe(false);
    });

    it('says what to do when the engine does not answer', async () => {
      toy.write('bin/stopped', '');
      expect(await toy.run()).toEqual({
        exitCode: 3,
        stdout: '',
        stderr:
          'error: Expected docker to answer "docker info", found that it does not.\n' +
          '  → Start docker, check that you may use it, or run without containers: ENGINE=host.\n',
      });
    });

    it('asks for paths that can be mounted', async () => {
      mkdirSync(join(toy.folder, 'a:b'));
      const { exitCode, stderr } = await toy.run([], { AUDIO_DIR: 'a:b' });
      expect(exitCode).toBe(2);
      expect(stderr).toMatch(
        /^error: Expected paths without colons, found one in .*a:b or .*\n {2}→ Move or rename the folder, or use ENGINE=host\.\n$/,
      );
    });

    it('says what to do when there is no engine', async () => {
      mkdirSync(join(toy.folder, 'few'));
      for (const command of ['bash', 'dirname', 'node', 'tr']) {
        const { stdout } = spawnSync('bash', ['-c', `command -v ${command}`], { encoding: 'utf8' });
        symlinkSync(stdout.trim(), join(toy.folder, 'few', command));
      }
      expect(await toy.run([], { ENGINE: 'podman', PATH: join(toy.folder, 'few') })).toEqual({
        exitCode: 3,
        stdout: '',
        stderr:
          'error: Expected podman, found no such command.\n' +
          '  → Install it, set ENGINE to the other of docker and podman, or run without containers: ENGINE=host.\n',
      });
    });
  });

  describe('with --dry-run', () => {
    it.each(['docker', 'podman'])('prints what it would ask %s to do, and does nothing', async (engine) => {
      const settings = { ENGINE: engine, CPUSET: '0-3', ONLY: 'whisper-batch,faster-whisper-int8', GPL_CODECS: 'no' };
      const { exitCode, stdout, stderr } = await toy.run(['--dry-run'], settings);
      expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
      await expect(portable(stdout)).toMatchFileSnapshot(`../../golden/comparison-plan-${engine}.txt`);
      expect(toy.has('results')).toBe(false);
    });

    it('prints one command for each number of cores in CORES_LIST', async () => {
      const settings = { ENGINE: 'docker', CPUSET: '1,4-6', CORES_LIST: '1,3', ONLY: 'whisper-batch', BUILD: 'no' };
      const { stdout } = await toy.run(['--dry-run'], settings);
      expect(stdout.match(/--cpuset-cpus \S+/g)).toEqual(['--cpuset-cpus 1', '--cpuset-cpus 1\\,4\\,5']);
      expect(stdout).not.toContain('docker build');
    });

    it('shows taskset and the control group for host', async () => {
      const { stdout } = await toy.run(['--dry-run'], { ENGINE: 'host', ONLY: 'whisper-batch', MEMORY: '4096m' });
      expect(stdout).toContain('# in a control group of 4294967296 bytes, where one can be made:\n');
      expect(stdout).toContain(`taskset --cpu-list ${firstAllowedCore()} env`);
    });

    // The version of the temporary folder's name, the user and the process differ from run to run.
    function portable(text: string): string {
      return text
        .replaceAll(toy.folder.replaceAll(' ', '\\ '), 'ROOT')
        .replace(/--user \d+:\d+/g, '--user UID:GID')
        .replaceAll(' --userns keep-id', '')
        .replace(/compare-\d+/g, 'compare-PID');
    }
  });

  describe('given what it cannot do', () => {
    it.each([
      [
        { ONLY: 'whisper-batch,whisperx' },
        'Expected ONLY to name implementations, found "whisperx".',
        `Give some of: ${ALL.join(', ')}.`,
      ],
      [{ CPUSET: '0-' }, 'Expected CPUSET as in 0-3 or 0,2, found "0-".', 'Give core numbers.'],
      [{ CPUSET: '3-1' }, 'Expected CPUSET as in 0-3 or 0,2, found "3-1".', 'Give core numbers.'],
      [
        { CORES_LIST: '1,9' },
        `Expected CORES_LIST to hold numbers from 1 to 1, the cores of CPUSET=${firstCore()}, found "9".`,
        'Give fewer cores, or a wider CPUSET.',
      ],
      [
        { CORES_LIST: '1,1' },
        'Expected CORES_LIST to hold each number once, found "1 1".',
        'Leave the second one out.',
      ],
      [{ CPUSET: '0,1,0-2' }, 'Expected CPUSET to name each core once, found "0,1,0-2".', 'Leave the second one out.'],
      [{ MEMORY: '4 GB' }, 'Expected MEMORY as in 4g or 4096m, found "4 gb".', 'Give a whole number with k, m or g.'],
      [{ REPETITIONS: '0' }, 'Expected REPETITIONS to be 1 or more, found "0".', 'Give a whole number.'],
      [{ WARMUP: '-1' }, 'Expected WARMUP to be 0 or more, found "-1".', 'Give a whole number.'],
      [{ RUN_TIMEOUT: 'long' }, 'Expected RUN_TIMEOUT in seconds, found "long".', 'Give a whole number.'],
      [{ BUILD: '1' }, 'Expected BUILD to be yes or no, found "1".', 'Give one of them.'],
      [{ ENGINE: 'lxc' }, 'Expected ENGINE to be docker, podman or host, found "lxc".', 'Give one of them.'],
      [
        { SUT_NAME: '../x' },
        'Expected SUT_NAME of letters, digits, dots, dashes and underscores, found "../x".',
        'Give a shorter name.',
      ],
      [
        { SUT_NAME: 'faster-whisper-int8' },
        'Expected SUT_NAME to differ from the baselines, found "faster-whisper-int8".',
        'Give another name.',
      ],
      [
        { AUDIO_DIR: '/nowhere' },
        'Expected AUDIO_DIR to be a folder, found none at /nowhere.',
        'Give a folder with recordings.',
      ],
    ])('says so: %j', async (settings, message, remedy) => {
      const stderr = `error: ${message}\n  → ${remedy}\n`;
      expect(await toy.run([], { ENGINE: 'host', ...settings })).toEqual({ exitCode: 2, stdout: '', stderr });
      expect(toy.has('results')).toBe(false);
    });

    it('names the cores there are when CPUSET is wider', async () => {
      const ended = await toy.run([], { ENGINE: 'host', CPUSET: '0-4095' });
      const allowed = /^Cpus_allowed_list:\s*(\S+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '';
      expect(ended).toEqual({
        exitCode: 2,
        stdout: '',
        stderr:
          `error: Expected CPUSET=0-4095 to name cores of this machine, found only ${allowed}.\n` +
          `  → Set CPUSET=${allowed} or some of these.\n`,
      });
    });

    it('points to --help for an unknown argument, and prints it', async () => {
      expect(await toy.run(['--fast'])).toEqual({
        exitCode: 2,
        stdout: '',
        stderr:
          'error: Expected --dry-run or --help, found "--fast".\n  → Settings are environment variables; see --help.\n',
      });
      const { exitCode, stdout } = await toy.run(['--help']);
      expect(exitCode).toBe(0);
      expect(stdout).toContain('Usage: [SETTING=value …] ./run_container_4c4g_compare.sh [--dry-run] [--help]\n');
    });
  });
});

describe.skipIf(!hasShellcheck)('the shell scripts (needs shellcheck)', () => {
  it('pass shellcheck', () => {
    const parts = readdirSync(join(repository, 'scripts/container')).filter((name) => name.endsWith('.sh'));
    const paths = ['run_container_4c4g_compare.sh', ...parts.map((name) => `scripts/container/${name}`)];
    const { status, stdout } = spawnSync('shellcheck', ['-x', ...paths], { cwd: repository, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});

describe.skipIf(!hasHadolint)('the Dockerfiles (needs hadolint)', () => {
  it('pass hadolint', () => {
    const paths = ['Dockerfile', 'scripts/container/baselines.Dockerfile'];
    const { status, stdout } = spawnSync('hadolint', paths, { cwd: repository, encoding: 'utf8' });
    expect({ status, stdout }).toEqual({ status: 0, stdout: '' });
  });
});

function statusesOf(status: string): Record<string, string> {
  return Object.fromEntries(ALL.map((name) => [name, status]));
}

function twice(...names: readonly string[]): string[] {
  return [...names, ...names];
}

function firstCore(): string {
  return process.platform === 'linux' ? firstAllowedCore() : '0';
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
