/** Words that are said over and over. */
export interface Loop {
  readonly phrase: readonly string[];
  /** How many times in a row. */
  readonly repeats: number;
}

const LONGEST_PHRASE = 10;

/** The phrase of at most ten words that is said most often in a row, the shortest of equal ones; none without words. */
export function findLoop(words: readonly string[]): Loop | undefined {
  let loop: Loop | undefined;
  for (let length = 1; length <= LONGEST_PHRASE; length++) {
    let same = 0;
    for (const [index, word] of words.entries()) {
      same = word === words[index - length] ? same + 1 : 0;
      const repeats = 1 + Math.floor(same / length);
      if (repeats > (loop?.repeats ?? 0)) loop = { phrase: words.slice(index + 1 - length, index + 1), repeats };
    }
  }
  return loop;
}
