import { createHash } from 'node:crypto';
import type { AudioSource } from '../audio/audio-source.ts';

/** Names longer than this are refused by common file systems. */
const LONGEST_NAME_BYTES = 255;
/** The longest of the endings that follow a planned name. */
const LONGEST_SUFFIX_BYTES = '.transcript.json'.length;
const WINDOWS_RESERVED = /^(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])(\.|$)/iu;
// Control, surrogate, line-separating, bidi and invisible characters, and the Windows folder separator.
const UNSAFE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061C\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\uFEFF\\]/gu;

/** What a run writes into the output folder besides transcripts. */
const RESULT_FILES: ReadonlySet<string> = new Set([
  'evaluation.csv',
  'evaluation.json',
  'inference_per_file.csv',
  'inference_per_file.json',
  'inference_summary.json',
  'journal.jsonl',
  'report.html',
  'run.lock',
]);

/** How much of a source's name its transcript carries: each level is used only where the one before is not unique. */
type NameLevel = 'stem' | 'with-extension' | 'with-hash';
const NEXT_LEVEL: Readonly<Record<NameLevel, NameLevel>> = {
  stem: 'with-extension',
  'with-extension': 'with-hash',
  'with-hash': 'with-hash',
};

/**
 * The transcript's path without ending for each source name, relative to the output folder, with `/` between parts.
 *
 * No two are equal, not even on file systems that ignore case or Unicode form, and none leaves the output folder.
 */
export function planTranscriptNames(sources: readonly AudioSource[]): Map<string, string> {
  const levels = new Map<string, NameLevel>(sources.map(({ name }) => [name, 'stem']));
  for (let clashing = findClashes(levels); clashing.length > 0; clashing = findClashes(levels)) {
    for (const name of clashing) levels.set(name, NEXT_LEVEL[levels.get(name) ?? 'stem']);
  }
  return new Map(Array.from(levels, ([name, level]) => [name, transcriptName(name, level)]));
}

/** Sources whose planned name is not theirs alone and can still be made longer. */
function findClashes(levels: ReadonlyMap<string, NameLevel>): string[] {
  const groups = new Map<string, string[]>();
  for (const [name, level] of levels) {
    const key = foldName(transcriptName(name, level));
    groups.set(key, [...(groups.get(key) ?? []), name]);
  }
  return [...groups.values()]
    .filter((group) => group.length > 1)
    .flat()
    .filter((name) => levels.get(name) !== 'with-hash');
}

/** One key for all names that a file system might take for the same file. */
function foldName(name: string): string {
  if (/^[\x20-\x7E]*$/u.test(name)) return name.toLowerCase();
  return name.normalize('NFKD').toUpperCase().toLowerCase().normalize('NFKD');
}

function transcriptName(name: string, level: NameLevel): string {
  const parts = name.split('/');
  const last = parts.pop() ?? '';
  const folders = parts.filter((part) => part !== '').map((part) => safeFolder(part, name));
  const base = (level === 'stem' ? stem(last) : last).replace(/^\.+$/u, '_');
  const unique = level === 'with-hash' ? `${base}~${hash(name)}` : base;
  return [...folders, safePart(unique, name, LONGEST_SUFFIX_BYTES)].join('/');
}

function safeFolder(part: string, fullName: string): string {
  // Windows drops dots and spaces at the end of a name; `..` would leave the output folder.
  const closed = part.replace(/[. ]+$/u, (end) => '_'.repeat(end.length));
  const safe = safePart(closed, fullName, 1);
  // A source folder named like a transcript or a result must not stand where that goes.
  const isTaken = /\.(transcript\.[a-z]+|srt|vtt)$/iu.test(safe) || RESULT_FILES.has(foldName(safe));
  return isTaken ? `${safe}_` : safe;
}

function stem(fileName: string): string {
  const dot = fileName.lastIndexOf('.');
  return dot > 0 ? fileName.slice(0, dot) : fileName;
}

function safePart(part: string, fullName: string, reservedBytes: number): string {
  const clean = part.replace(UNSAFE, '_');
  const named = clean === '' ? '_' : clean.replace(WINDOWS_RESERVED, '_$&');
  const mostBytes = LONGEST_NAME_BYTES - reservedBytes;
  return Buffer.byteLength(named) <= mostBytes ? named : fitBytes(named, mostBytes, `~${hash(fullName)}`);
}

function fitBytes(text: string, mostBytes: number, cutMark: string): string {
  let kept = '';
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    if (Buffer.byteLength(kept + segment) > mostBytes - cutMark.length) break;
    kept += segment;
  }
  return kept + cutMark;
}

// Hashing would take all lone surrogates, which stand for bytes that are no UTF-8, for the same.
function escapeSurrogate(half: string): string {
  return `\\u${half.charCodeAt(0).toString(16)}`;
}

/** Tells apart names that differ only in what a file system may ignore; the same in every run. */
function hash(name: string): string {
  return createHash('sha256')
    .update(name.replace(/\p{Cs}/gu, escapeSurrogate))
    .digest('hex')
    .slice(0, 12);
}
