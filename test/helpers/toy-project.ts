import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const scripts = fileURLToPath(new URL('../../scripts', import.meta.url));

/** What a program that has ended left behind. */
export interface Ended {
  readonly exitCode: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A project with this one's scripts, in which npm, the compiler, Vitest and the program itself are stand-ins. */
export class ToyProject {
  readonly folder = mkdtempSync(join(tmpdir(), 'toy-project-'));

  constructor() {
    cpSync(scripts, join(this.folder, 'scripts'), { recursive: true });
    this.write('package.json', JSON.stringify({ name: 'toy', type: 'module', engines: { node: '>=20.10' } }));
    this.write('package-lock.json', lockFile('1'));
    this.write('tsconfig.build.json', '{}');
    this.write('src/cli/main.ts', '// source');
    this.write('workers/worker.ts', '// source');
    this.write('npm-cli.js', NPM);
  }

  /** Starts a script of the project, without a terminal. */
  start(script: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): ChildProcess {
    return spawn(process.execPath, [join(this.folder, 'scripts', script), ...args], {
      cwd: this.folder,
      env: { ...process.env, npm_execpath: join(this.folder, 'npm-cli.js'), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  run(script: string, args: readonly string[] = [], env: NodeJS.ProcessEnv = {}): Promise<Ended> {
    return end(this.start(script, args, env));
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  remove(path: string): void {
    rmSync(join(this.folder, path), { recursive: true });
  }

  has(path: string): boolean {
    return existsSync(join(this.folder, path));
  }

  /** What the stand-ins were asked to do since the last call. */
  takeCalls(): string[] {
    if (!this.has('calls.log')) return [];
    const calls = readFileSync(join(this.folder, 'calls.log'), 'utf8').trimEnd().split('\n');
    this.remove('calls.log');
    return calls;
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Waits for a program and gives what it printed. */
export function end(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (exitCode) => {
      resolve({ exitCode, stdout, stderr });
    });
  });
}

/** A lock file that asks for this platform's package and another platform's, both of the given version. */
export function lockFile(integrity: string): string {
  return JSON.stringify({
    packages: {
      '': {},
      'node_modules/typescript': { integrity, dev: true },
      'node_modules/binary-here': { integrity, optional: true, os: [process.platform], cpu: [process.arch] },
      'node_modules/binary-elsewhere': { integrity, optional: true, os: ['aix'], cpu: ['ppc64'] },
    },
  });
}

const LOG = `
import { appendFileSync, cpSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
const log = (call) => appendFileSync('calls.log', call + '\\n');
const write = (folder, name, text) => (mkdirSync(folder, { recursive: true }), writeFileSync(folder + '/' + name, text));
`;

/** The program: reports its arguments, counts interrupts when asked to wait, ends with a chosen exit code. */
const PROGRAM = `
let interrupts = 0;
process.on('SIGINT', () => { interrupts += 1; setTimeout(() => { console.log('interrupts: ' + interrupts); process.exit(130); }, 300); });
// Only now: who waits for this line may interrupt at once.
console.log(JSON.stringify(process.argv.slice(2)));
if (process.argv.includes('--wait')) setTimeout(() => {}, 20_000);
process.exitCode = Number(process.env.TOY_EXIT_CODE ?? 0);
`;

const COMPILER = `${LOG}
if (existsSync('compile-error')) { console.log('error TS2322'); process.exit(2); }
log('compile');
`;

const BUNDLER = `${LOG}
export async function build({ outdir, entryPoints }) {
  log('bundle ' + entryPoints.join(' '));
  write(outdir + '/src/cli', 'main.js', ${JSON.stringify(PROGRAM)});
}
`;

const VITEST = `${LOG}
log('vitest ' + process.argv.slice(2).filter((arg) => !arg.startsWith('--outputFile')).join(' '));
const report = process.argv.find((arg) => arg.startsWith('--outputFile.json=')).split('=')[1];
if (existsSync('report.json')) cpSync('report.json', report);
console.log('coverage table');
process.exit(existsSync('report.json') ? 0 : 1);
`;

const NPM = `${LOG}
log('npm ' + process.argv.slice(2).join(' '));
if (existsSync('offline')) { console.log('npm error network'); process.exit(7); }
await new Promise((resolve) => setTimeout(resolve, Number(process.env.TOY_NPM_MS ?? 300)));
write('node_modules/typescript/bin', 'tsc.mjs', ${JSON.stringify(COMPILER)});
write('node_modules/typescript/bin', 'tsc', "import('./tsc.mjs');");
write('node_modules/esbuild', 'package.json', '{ "exports": "./bundle.mjs" }');
write('node_modules/esbuild', 'bundle.mjs', ${JSON.stringify(BUNDLER)});
write('node_modules/vitest', 'vitest.mjs', ${JSON.stringify(VITEST)});
mkdirSync('node_modules/binary-here', { recursive: true });
const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8'));
delete packages[''];
delete packages['node_modules/binary-elsewhere'];
write('node_modules', '.package-lock.json', JSON.stringify({ packages }));
`;
