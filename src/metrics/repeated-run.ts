/**
 * Words that stand twice in a row, at least partly between two positions; `undefined` when there are none.
 *
 * An alignment may put the surplus words anywhere in the two copies, so the words around them are searched as well.
 */
export function findRepeatedRun(
  words: readonly string[],
  { start, end }: { readonly start: number; readonly end: number },
  { least, most }: { readonly least: number; readonly most: number },
): string[] | undefined {
  for (let length = most; length >= least; length -= 1) {
    const first = Math.max(0, start - 2 * length + 1);
    const last = Math.min(words.length - 2 * length, end - 1);
    for (let at = first; at <= last; at += 1) {
      if (isRepeated(words, at, length)) return words.slice(at, at + length);
    }
  }
  return undefined;
}

function isRepeated(words: readonly string[], start: number, length: number): boolean {
  for (let index = start; index < start + length; index += 1) {
    if (words[index] !== words[index + length]) return false;
  }
  return true;
}
