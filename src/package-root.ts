import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WhisperBatchError } from './errors.ts';

const PACKAGE_NAME = 'whisper-batch';

/** Where this package is installed and which release it is. */
export interface InstalledPackage {
  /** Absolute path of the folder that holds `package.json`. */
  readonly folder: string;
  readonly version: string;
}

let ownPackage: InstalledPackage | undefined;

/** Absolute path of the folder that holds this package's `package.json`, from source as well as compiled. */
export function packageRoot(): string {
  return loadOwnPackage().folder;
}

/** Version of this package, as its `package.json` states it. */
export function packageVersion(): string {
  return loadOwnPackage().version;
}

/** Whether this runs from TypeScript sources, as in development, and not compiled. */
export const isRunFromSource = import.meta.url.endsWith('.ts');

/** Absolute path of a module that is run on its own, by its path in the sources without extension. */
export function entryModule(path: string): string {
  return join(packageRoot(), ...(isRunFromSource ? [`${path}.ts`] : ['dist', `${path}.js`]));
}

/**
 * The nearest folder, from `startFolder` upwards, whose `package.json` is that of whisper-batch;
 * throws `ENVIRONMENT` when there is none.
 */
export function findPackage(startFolder: string): InstalledPackage {
  for (let folder = startFolder; ; folder = dirname(folder)) {
    const version = readOwnVersion(join(folder, 'package.json'));
    if (version !== undefined) return { folder, version };
    if (folder === dirname(folder)) break;
  }
  throw new WhisperBatchError(
    'ENVIRONMENT',
    `Expected a package.json named "${PACKAGE_NAME}" in ${startFolder} or a folder above it, found none.`,
    'Install whisper-batch again; its files must stay together.',
  );
}

function loadOwnPackage(): InstalledPackage {
  ownPackage ??= findPackage(dirname(fileURLToPath(import.meta.url)));
  return ownPackage;
}

function readOwnVersion(manifestPath: string): string | undefined {
  const manifest = readManifest(manifestPath);
  if (typeof manifest !== 'object' || manifest === null) return undefined;
  if (!('name' in manifest) || manifest.name !== PACKAGE_NAME) return undefined;
  return 'version' in manifest && typeof manifest.version === 'string' ? manifest.version : undefined;
}

function readManifest(path: string): unknown {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // Most folders on the way up have no package.json, and a broken one cannot be told to be ours.
    return undefined;
  }
}
