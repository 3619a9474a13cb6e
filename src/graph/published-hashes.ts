import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WhisperBatchError } from '../errors.ts';
import { damagedFiles, errorsOf, missingFiles, throwTogether, unreadableFile } from '../model-errors.ts';
import { hashFile, hashSync, type HashedFile } from './checkpoint-hashes.ts';

/** Lists the published hashes of a model folder, in the form of `sha256sum`. */
const PUBLISHED_HASHES = 'SHA256SUMS';
/**
 * What belongs to a model whoever uses it. Weights and tokenizer may be others than the published ones; what needs them
 * asks for them by name.
 */
const BELONGING = ['config.json', 'generation_config.json', 'preprocessor_config.json'];

/** SHA-256 in lower case, by name. */
type PublishedHashes = ReadonlyMap<string, string>;

/**
 * Hashes files of a model folder and compares them, and whatever else its `SHA256SUMS` lists, with the hashes there.
 *
 * @throws WhisperBatchError `MODEL_DAMAGED` naming every file whose hash differs, `MODEL_INCOMPLETE` if others are missing
 */
export async function hashModelFiles(folder: string, names: readonly string[]): Promise<readonly HashedFile[]> {
  const published = readPublishedHashes(folder);
  const others = presentFiles(folder, published).filter((name) => !names.includes(name));
  const { files, errors } = await hashAll(folder, [...names, ...others]);
  throwTogether([...missingErrors(folder, published, []), ...errors, ...differences(folder, published, files)]);
  return files.slice(0, names.length);
}

/**
 * Compares those of some files of a model folder that are there and that its `SHA256SUMS` lists with the hashes there.
 *
 * @param known files whose hashes were taken before: only compared
 * @throws WhisperBatchError as {@link hashModelFiles}, of all files that are listed
 */
export async function checkPublished(
  folder: string,
  names: readonly string[],
  known: readonly HashedFile[] = [],
): Promise<void> {
  const published = readPublishedHashes(folder);
  const listed = presentFiles(folder, published).filter((name) => names.includes(name));
  const { files, errors } = await hashAll(folder, listed);
  const wrong = [...errors, ...differences(folder, published, [...known, ...files])];
  if (wrong.length === 0) return;
  // Large files are worth hashing now, so that whoever gets these again gets all.
  await hashModelFiles(folder, []);
  throwTogether(wrong);
}

/**
 * Compares all files of a model folder with its `SHA256SUMS`.
 *
 * @param known files that are left out, because they are known to be wrong
 * @throws WhisperBatchError as {@link hashModelFiles}
 */
export function checkAllPublished(folder: string, known: readonly string[]): void {
  const published = readPublishedHashes(folder);
  const files: Pick<HashedFile, 'name' | 'sha256'>[] = [];
  const errors = presentFiles(folder, published)
    .filter((name) => !known.includes(name))
    .flatMap((name) => errorsOf(() => files.push({ name, sha256: readableHash(join(folder, name)) })));
  throwTogether([...missingErrors(folder, published, known), ...errors, ...differences(folder, published, files)]);
}

function readPublishedHashes(folder: string): PublishedHashes {
  const path = join(folder, PUBLISHED_HASHES);
  if (!existsSync(path)) return new Map();
  const lines = readList(path).matchAll(/^([0-9a-f]{64}) [ *](?:\.\/)?([\w.-]+)$/gim);
  return new Map(Array.from(lines, ([, hash, name]) => [name ?? '', (hash ?? '').toLowerCase()]));
}

function readList(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unreadableFile(path, error);
  }
}

function presentFiles(folder: string, published: PublishedHashes): string[] {
  return [...published.keys()].filter((name) => existsSync(join(folder, name)));
}

async function hashAll(folder: string, names: readonly string[]) {
  const hashed = await Promise.all(
    names.map((name) => hashFile(folder, name).catch((error: unknown) => unreadableFile(join(folder, name), error))),
  );
  return {
    files: hashed.filter((file): file is HashedFile => !(file instanceof WhisperBatchError)),
    errors: hashed.filter((file) => file instanceof WhisperBatchError),
  };
}

function readableHash(path: string): string {
  try {
    return hashSync(path);
  } catch (error) {
    throw unreadableFile(path, error);
  }
}

function missingErrors(folder: string, published: PublishedHashes, known: readonly string[]): WhisperBatchError[] {
  const listed = BELONGING.filter((name) => published.has(name) && !known.includes(name));
  const missing = listed.filter((name) => !existsSync(join(folder, name)));
  if (missing.length === 0) return [];
  return [missingFiles(folder, `missing from what ${PUBLISHED_HASHES} lists: ${missing.join(', ')}`)];
}

function differences(
  folder: string,
  published: PublishedHashes,
  files: readonly Pick<HashedFile, 'name' | 'sha256'>[],
): WhisperBatchError[] {
  const wrong = files.filter(({ name, sha256 }) => (published.get(name) ?? sha256) !== sha256);
  if (wrong.length === 0) return [];
  const found = wrong.map(({ name, sha256 }) => `${name} (expected ${published.get(name) ?? ''}, found ${sha256})`);
  return [damagedFiles(folder, `SHA-256 differs from ${PUBLISHED_HASHES}: ${found.join(', ')}`)];
}
