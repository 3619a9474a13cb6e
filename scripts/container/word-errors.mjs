import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** File name → what is said in it, from references.tsv (columns `path` and `text`); empty without that file. */
export function readReferences(folder) {
  const file = join(folder, 'references.tsv');
  if (!existsSync(file)) return new Map();
  const [header, ...lines] = readFileSync(file, 'utf8')
    .replace(/^\uFEFF/u, '')
    .trimEnd()
    .split(/\r?\n/);
  const columns = header.split('\t');
  const [path, text] = [columns.indexOf('path'), columns.indexOf('text')];
  if (path < 0 || text < 0) return new Map();
  return new Map(lines.map((line) => line.split('\t')).map((cells) => [cells[path], cells[text] ?? '']));
}

/** Word error rate over all files that have a reference: all edits by all reference words; `undefined` without any. */
export function wordErrorRate(records, references) {
  let edits = 0;
  let words = 0;
  for (const { file, text } of records) {
    const reference = references.get(file);
    if (reference === undefined) continue;
    const expected = normalisedWords(reference);
    edits += editDistance(expected, normalisedWords(text));
    words += expected.length;
  }
  return words === 0 ? undefined : edits / words;
}

/** Lower case without punctuation. Numbers and abbreviations stay as they are. */
export function normalisedWords(text) {
  const plain = text.normalize('NFKC').toLowerCase().replace(/['’]/g, '');
  return plain.replace(/[^\p{L}\p{M}\p{N}\s]/gu, ' ').match(/\S+/g) ?? [];
}

/** Fewest insertions, deletions and substitutions between two lists. */
export function editDistance(expected, found) {
  let row = Array.from({ length: found.length + 1 }, (_, j) => j);
  for (const [i, word] of expected.entries()) {
    const next = [i + 1];
    for (const [j, other] of found.entries()) {
      next.push(word === other ? row[j] : 1 + Math.min(row[j], row[j + 1], next[j]));
    }
    row = next;
  }
  return row[found.length];
}
