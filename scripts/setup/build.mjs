// dist/: whether it was compiled from the sources as they are now, and compiling it.
import { createHash } from 'node:crypto';
import { chmodSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { run } from './run.mjs';

const STAMP = '.build-stamp.json';
const ENTRY = join('src', 'cli', 'main.js');
/** Folders beside dist/ that a build makes and removes again; a killed one leaves them for the next to remove. */
const TEMPORARY = /^\.build-(new|old)-\d+$/;

/** Whether dist/ was compiled from the sources and settings as they are now. */
export function isBuilt(root) {
  try {
    return JSON.parse(readFileSync(join(root, 'dist', STAMP), 'utf8')).sources === hashSources(root);
  } catch {
    return false; // no dist/, or one that another tool made
  }
}

/** Modules that Node is started with or that others import: each becomes a file, with what several share in chunks. */
const ENTRIES = ['src/cli/main.ts', 'src/index.ts'];

/**
 * Compiles src/ and workers/ into dist/; throws when the compiler finds errors, and leaves the old dist/ then.
 * The new folder takes the old one's place as a whole, so no compiled file outlives its source.
 */
export async function build(root, onStart) {
  removeTemporary(root);
  const sources = hashSources(root);
  const fresh = `.build-new-${process.pid}`;
  const compiler = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const args = [compiler, '-p', 'tsconfig.build.json', '--emitDeclarationOnly', '--outDir', fresh];
  const exitCode = await run({ command: process.execPath, args, cwd: root, onStart });
  if (exitCode !== 0) {
    removeTemporary(root);
    throw new Error(`the TypeScript compiler ended with exit code ${exitCode}; its messages stand above.`);
  }
  await bundle(root, fresh);
  // npx keeps links to the command and expects it to stay executable.
  if (existsSync(join(root, fresh, ENTRY))) chmodSync(join(root, fresh, ENTRY), 0o755);
  writeFileSync(join(root, fresh, STAMP), JSON.stringify({ sources }));
  if (existsSync(join(root, 'dist'))) renameSync(join(root, 'dist'), join(root, `.build-old-${process.pid}`));
  renameSync(join(root, fresh), join(root, 'dist'));
  removeTemporary(root);
}

// Node takes twice as long to find and load two hundred modules as a few: a quarter of a second of every start.
async function bundle(root, outdir) {
  // Not installed yet when set-up begins.
  const { build: bundleModules } = await import('esbuild');
  const workers = readdirSync(join(root, 'workers')).map((name) => join('workers', name));
  await bundleModules({
    absWorkingDir: root,
    entryPoints: [...ENTRIES, ...workers],
    outdir,
    outbase: '.',
    chunkNames: 'chunks/[name]-[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    sourcemap: true,
    logLevel: 'warning',
  });
}

function hashSources(root) {
  const hash = createHash('sha256');
  for (const path of sourcePaths(root)) {
    hash
      .update(`${path}\0`)
      .update(readFileSync(join(root, path)))
      .update('\0');
  }
  return hash.digest('hex');
}

function sourcePaths(root) {
  const settings = readdirSync(root).filter((name) => /^tsconfig.*\.json$|^package\.json$/.test(name));
  const sources = ['src', 'workers'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true }).map((path) => join(folder, path)),
  );
  return [...settings, ...sources.filter((path) => path.endsWith('.ts'))].sort();
}

function removeTemporary(root) {
  for (const name of readdirSync(root)) {
    if (TEMPORARY.test(name)) rmSync(join(root, name), { recursive: true, force: true });
  }
}
