// Makes a fresh clone ready: installs the packages and compiles the sources, each only when needed.
// Plain JavaScript on Node's own modules, because nothing is installed when it starts.
import { readFileSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build, isBuilt } from './setup/build.mjs';
import { exclusively } from './setup/exclusive.mjs';
import { install, isInstalled } from './setup/install.mjs';

export const root = fileURLToPath(new URL('..', import.meta.url));

/** Installs and builds what is missing or out of date; does nothing when all is in place. Throws when it cannot. */
export async function ensureSetUp() {
  checkNodeVersion();
  if (isSetUp()) return;
  await exclusively(join(root, '.setup.lock'), setUp, (pid) =>
    say(`waiting for another set-up (process ${pid ?? '?'})`),
  );
}

/** Runs `main` after the set-up; its number becomes the exit code, and 3 stands for a set-up that failed. */
export async function afterSetUp(main) {
  try {
    await ensureSetUp();
  } catch (error) {
    process.stderr.write(`error: Set-up failed: ${error.message}\n`);
    process.exitCode = 3;
    return;
  }
  process.exitCode = await main();
}

function isSetUp() {
  return isInstalled(root) && isBuilt(root);
}

async function setUp(onStart) {
  if (!isInstalled(root)) {
    say('installing packages (npm ci)');
    await install(root, onStart);
  }
  if (!isBuilt(root)) {
    say('compiling TypeScript');
    await build(root, onStart);
  }
}

function checkNodeVersion() {
  const { engines } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const wanted = engines.node.match(/\d+/g).map(Number);
  const found = process.versions.node.split('.').map(Number);
  const [major, minor] = [found[0] - wanted[0], found[1] - (wanted[1] ?? 0)];
  if (major > 0 || (major === 0 && minor >= 0)) return;
  throw new Error(
    `Expected Node.js ${engines.node}, found ${process.versions.node} at ${process.execPath}.\n` +
      '  → Install a current Node.js from https://nodejs.org and try again.',
  );
}

function say(message) {
  process.stderr.write(`set-up: ${message}\n`);
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  await afterSetUp(() => {
    say('everything is in place');
    return 0;
  });
}
