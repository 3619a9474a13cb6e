// node_modules: whether it is what the lock file asks for, and making it so.
import { accessSync, constants, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { npmCommand, run } from './run.mjs';

/**
 * Whether node_modules holds what the lock file asks for on this platform, development packages included.
 * npm writes node_modules/.package-lock.json as its last step, so an installation that was killed does not count.
 */
export function isInstalled(root) {
  const wanted = readPackages(join(root, 'package-lock.json'));
  const present = readPackages(join(root, 'node_modules', '.package-lock.json'));
  if (wanted === undefined || present === undefined) return false;
  return Object.entries(wanted).every(([folder, entry]) => {
    if (folder === '') return true;
    if (!(folder in present)) return Boolean(entry.optional) && !isForThisPlatform(entry);
    return present[folder].integrity === entry.integrity && existsSync(join(root, folder));
  });
}

/** Runs `npm ci`; throws when it fails. `onStart` is told the child. */
export async function install(root, onStart) {
  const privateCache = canWriteNpmCache() ? undefined : mkdtempSync(join(tmpdir(), 'whisper-batch-npm-'));
  const env = { ...process.env, ...(privateCache && { npm_config_cache: privateCache }) };
  // NODE_ENV=production or omit=dev would leave out the compiler.
  const args = [
    'ci',
    '--ignore-scripts',
    '--include=dev',
    '--include=optional',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--no-update-notifier',
  ];
  try {
    const exitCode = await run({ ...npmCommand(args), cwd: root, env, onStart });
    if (exitCode !== 0) throw new Error(`npm ci ended with exit code ${exitCode}; its messages stand above.`);
  } finally {
    if (privateCache) rmSync(privateCache, { recursive: true, force: true });
  }
}

function readPackages(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).packages;
  } catch {
    return undefined; // not there, or cut short by a kill
  }
}

/** Whether an optional package must be here: one with a binary for this operating system, processor and C library. */
function isForThisPlatform({ os, cpu, libc }) {
  if (!os || !cpu) return false;
  return os.includes(process.platform) && cpu.includes(process.arch) && (!libc || libc.includes(cLibrary()));
}

function cLibrary() {
  return process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl';
}

/** npm fails where it cannot create its cache, e.g. for a user without a home folder. */
function canWriteNpmCache() {
  let folder = process.env.npm_config_cache ?? join(homedir(), '.npm');
  while (!existsSync(folder) && folder !== dirname(folder)) folder = dirname(folder);
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
