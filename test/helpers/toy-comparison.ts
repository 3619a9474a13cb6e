import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { temporaryFolder } from './temporary-folder.ts';
import { end, type Ended } from './toy-project.ts';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** What a stand-in does instead of finishing with results. */
export type Behaviour = 'fail' | 'missing' | 'hang' | 'some files fail' | 'fill memory';

/** The comparison script in a folder with spaces in its name, where all implementations and engines are stand-ins. */
export class ToyComparison {
  readonly folder = join(temporaryFolder(), 'toy project');

  constructor() {
    for (const path of ['run_container_4c4g_compare.sh', 'scripts/container']) {
      cpSync(join(repository, path), join(this.folder, path), { recursive: true });
    }
    this.write('package.json', '{ "type": "module" }');
    this.write('scripts/setup.mjs', '');
    this.write('dist/src/cli/main.js', IMPLEMENTATION);
    this.write(
      'baselines/run_baseline',
      '#!/usr/bin/env bash\nexec node "$(dirname "$0")/../dist/src/cli/main.js" "$@"\n',
    );
    this.write('bin/docker', DOCKER);
    chmodSync(join(this.folder, 'baselines/run_baseline'), 0o755);
    chmodSync(join(this.folder, 'bin/docker'), 0o755);
    this.write('audio/references.tsv', 'path\ttext\na.wav\tOne two three, four!\n');
    this.behave({});
  }

  /** Lets some stand-ins do something else from now on. */
  behave(behaviours: Readonly<Record<string, Behaviour>>): void {
    this.write('behaviours.json', JSON.stringify(behaviours));
  }

  /** Starts the script; `settings` are its environment variables. */
  start(args: readonly string[], settings: NodeJS.ProcessEnv): ChildProcess {
    const PATH = `${join(this.folder, 'bin')}:${process.env['PATH'] ?? ''}`;
    const defaults = { PATH, CPUSET: firstAllowedCore(), REPETITIONS: '1' };
    return spawn('/bin/bash', [join(this.folder, 'run_container_4c4g_compare.sh'), ...args], {
      cwd: this.folder,
      env: { ...withoutSettings(process.env), ...defaults, ...settings },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  run(args: readonly string[] = [], settings: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return end(this.start(args, settings));
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  /** Implementation → its status in summary_table.csv. */
  statuses(): Record<string, string> {
    const [, ...lines] = this.read('results/benchmarks/container_4c4g/summary_table.csv').trimEnd().split('\n');
    return Object.fromEntries(
      lines.map((line) => {
        const [, name, status] = /^([^,]*),\d+,("[^"]*"|[^,]*)/.exec(line) ?? [];
        return [name ?? line, (status ?? '').replaceAll('"', '')];
      }),
    );
  }
}

/** The first core that this process may run on, as CPUSET takes it. */
export function firstAllowedCore(): string {
  return /^Cpus_allowed_list:\s*(\d+)/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0';
}

// Settings of whoever runs the tests must not reach the script.
function withoutSettings(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const settings =
    /^(ENGINE|CPUSET|CORES_LIST|MEMORY|ONLY|AUDIO_DIR|WARMUP|REPETITIONS|RUN_TIMEOUT|SUT_NAME|IMAGE|BUILD|OUT_DIR|RESULTS_DIR|NODE_IMAGE|PYTHON_IMAGE|GPL_CODECS)$/;
  return Object.fromEntries(Object.entries(env).filter(([name]) => !settings.test(name)));
}

/** Stands for every implementation: notes its arguments and writes results, or does what behaviours.json says. */
const IMPLEMENTATION = `
import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const root = new URL('../../../', import.meta.url);
const args = process.argv.slice(2);
if (args[0] !== 'compile') run();

function run() {
  appendFileSync(new URL('calls.log', root), args[0] + '\\n');
  const name = args[0] === 'run' ? 'whisper-batch' : args[0];
  const behaviour = JSON.parse(readFileSync(new URL('behaviours.json', root), 'utf8'))[name];
  if (behaviour === 'hang') {
    writeFileSync(new URL('hanging.pid', root), String(process.pid));
    setInterval(() => {}, 1000);
  } else if (behaviour === 'fill memory') {
    const held = [];
    for (;;) held.push(Buffer.alloc(1 << 20, 1));
  } else if (behaviour === 'fail' || behaviour === 'missing') {
    console.error('loading\\nerror: Expected a model, found none.');
    process.exitCode = behaviour === 'fail' ? 7 : 3;
  } else {
    writeResults(name, behaviour === 'some files fail' ? 1 : 0);
    process.exitCode = behaviour === 'some files fail' ? 1 : 0;
  }
}

function writeResults(name, failedCount) {
  const folder = args[args.indexOf('--out-dir') + 1] + '/benchmarks';
  mkdirSync(folder, { recursive: true });
  const isOurs = name === 'whisper-batch';
  const summary = {
    program: name,
    n_files: 2,
    n_failed: failedCount,
    config_used: { workers: 1, threads: 1, batch_size: 8 },
    latency_end_to_end_s: { p95: 1.5 },
    totals: { wall_s: isOurs ? 2 : 4, audio_s: 20 },
    machine: isOurs
      ? { whisper_batch_version: '0.1.0', onnx_runtime_version: '1.2.3', node_version: '20.1.0' }
      : { python_version: '3.11.7', packages: { transformers: '5.0.0', torch: '2.0.0', 'faster-whisper': '1.2.1' } },
  };
  writeFileSync(folder + '/inference_summary.json', JSON.stringify(summary));
  writeFileSync(folder + '/inference_per_file.json', JSON.stringify([{ file: 'a.wav', text: 'one too three four' }]));
}
`;

/** Stands for an engine in which every build succeeds and every container is killed for its memory. */
const DOCKER = `#!/usr/bin/env bash
case $1 in
  info) [ ! -e "$(dirname "$0")/stopped" ] ;;
  build) [ ! -e "$(dirname "$0")/broken" ] || { echo 'error: no space left'; exit 1; } ;;
  inspect) echo 'true 137' ;;
  run) [ "\${!#}" = compile ] || exit 137 ;;
  --version) echo 'Toy engine 1.0' ;;
esac
`;
