import { realpath, stat } from 'node:fs/promises';
import { basename, extname, resolve } from 'node:path';
import { WhisperBatchError } from '../errors.ts';
import type { AudioSource } from './audio-source.ts';
import { parseGlob, type GlobPattern } from './glob-pattern.ts';
import { compareNaturally } from './natural-order.ts';
import { withUniqueNames } from './unique-names.ts';
import { walkFolder, type FoundFile } from './walk-folder.ts';

/** Extensions by which audio is recognized in folders; a file that is named itself may have any. */
const AUDIO_EXTENSIONS: ReadonlySet<string> = new Set(
  (
    'wav wave flac mp3 mp2 mpga ogg oga opus spx m4a m4b m4r mp4 m4v mov 3gp 3g2 aac webm weba mka mkv avi ' +
    'aif aiff aifc caf wma asf amr wv tta ape mpc qoa sph nist ac3 eac3 dts au snd w64 rf64'
  )
    .split(' ')
    .map((extension) => `.${extension}`),
);

/**
 * The audio files that `paths` name: files, folders with all below them, and patterns with `*`, `**`, `?`, `[…]` and
 * `{…}`. In the order given, and in natural order within a folder; a file that is reached twice is taken once.
 *
 * @param onNotice told of each path that holds no audio beside others that do, in one sentence
 * @throws WhisperBatchError `USAGE` for a path that does not exist, `NO_AUDIO_FOUND` when there is no audio at all
 */
export async function discoverAudioFiles(
  paths: readonly string[],
  onNotice: (notice: string) => void = () => undefined,
): Promise<AudioSource[]> {
  const visitedFolders = new Set<string>();
  const byRealPath = new Map<string, AudioSource>();
  const empty: string[] = [];
  for (const path of paths) {
    const files = await filesAt(path, visitedFolders);
    for (const { path: found, relativePath, realPath } of files) {
      if (!byRealPath.has(realPath)) byRealPath.set(realPath, { path: resolve(found), name: relativePath });
    }
    // A folder that was visited before gives nothing, and is not empty for that.
    if (files.length === 0 && (await filesAt(path, new Set())).length === 0) empty.push(path);
  }
  if (byRealPath.size === 0) throw nothingFound(paths);
  for (const path of new Set(empty)) onNotice(`nothing to transcribe in "${path}".`);
  return withUniqueNames([...byRealPath.values()]);
}

async function filesAt(path: string, visited: Set<string>): Promise<FoundFile[]> {
  // A name may hold brackets: what exists is taken as it stands.
  const stats = await stat(path).catch(() => undefined);
  if (stats?.isDirectory() === true) return inOrder((await walkFolder(path, visited)).filter(isAudio));
  if (stats !== undefined) {
    return [{ path, relativePath: basename(path), realPath: await realpath(path), isClosedFolder: false }];
  }
  const pattern = parseGlob(path);
  if (pattern === undefined) throw notFound(path);
  return inOrder(await filesMatching(pattern, path));
}

async function filesMatching({ base, regExp }: GlobPattern, text: string): Promise<FoundFile[]> {
  const stats = await stat(base).catch(() => undefined);
  if (stats?.isDirectory() !== true) throw notFound(text);
  // Folders seen before count again: the pattern may name other files in them.
  const matching = (await walkFolder(base, new Set())).filter(({ relativePath }) => regExp.test(relativePath));
  const namesExtension = /\.[^.*?/]+$/.test(text);
  return namesExtension ? matching : matching.filter(isAudio);
}

function isAudio({ path, isClosedFolder }: FoundFile): boolean {
  return isClosedFolder || AUDIO_EXTENSIONS.has(extname(path).toLowerCase());
}

function inOrder(files: readonly FoundFile[]): FoundFile[] {
  return files.toSorted((left, right) => compareNaturally(left.relativePath, right.relativePath));
}

function notFound(path: string): WhisperBatchError {
  return new WhisperBatchError(
    'USAGE',
    `Expected a file, a folder or a pattern, found nothing at "${path}".`,
    'Check the path; quote patterns if your shell changes them.',
  );
}

function nothingFound(paths: readonly string[]): WhisperBatchError {
  return new WhisperBatchError(
    'NO_AUDIO_FOUND',
    `Expected audio files in ${paths.map((path) => `"${path}"`).join(', ') || 'the paths given'}, found none.`,
    'Give a folder that holds audio, or name the files themselves if their extensions are unusual.',
  );
}
