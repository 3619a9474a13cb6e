/** A sequence of more tokens than this is not looked for. */
const LONGEST_SEQUENCE = 64;
/** Said so often in a row, a sequence may be a loop of the network. */
const LOOP_REPEATS = 4;
/** Tokens such a loop has at least: people do say a word four times. */
const LOOP_TOKENS = 12;
/** Hardly anybody says a word so often in a row, however short it is. */
const SHORT_LOOP_REPEATS = 8;
/** A loop from which there is no way back; 30 s of speech have a hundred tokens or so. */
const ENDLESS_REPEATS = 6;
const ENDLESS_TOKENS = 60;

/** Watches tokens as they come for a sequence that is said over and over. */
export class Repetition {
  readonly #tokens: number[] = [];
  /** By length of the sequence: how many latest tokens each equal the one so many places before. */
  readonly #runs = new Uint16Array(LONGEST_SEQUENCE + 1);
  #isLoop = false;
  #surplus = 0;

  /** Whether a sequence was said more than three times in a row, a short one more often. */
  get isLoop(): boolean {
    return this.#isLoop;
  }

  /** Latest tokens that only repeat what stands before them, once it is clear that they would go on for ever; else 0. */
  get surplus(): number {
    return this.#surplus;
  }

  add(token: number): void {
    this.#tokens.push(token);
    const longest = Math.min(LONGEST_SEQUENCE, this.#tokens.length - 1);
    for (let length = 1; length <= longest; length++) {
      const run = token === this.#tokens.at(-1 - length) ? this.#runs[length]! + 1 : 0;
      this.#runs[length] = run;
      if (run > 0) this.#judge(run, length);
    }
  }

  #judge(run: number, length: number): void {
    const repeats = 1 + Math.floor(run / length);
    const said = run + length;
    const isLong = repeats >= LOOP_REPEATS && said >= LOOP_TOKENS;
    if (isLong || repeats >= SHORT_LOOP_REPEATS) this.#isLoop = true;
    if (repeats >= ENDLESS_REPEATS && said >= ENDLESS_TOKENS) this.#surplus ||= run;
  }
}

/**
 * Whether tokens repeat themselves so much that their text may be as compressible as a loop's: to know it for certain,
 * the text is needed, and opening the vocabulary takes longer than ten steps of the network.
 *
 * Of 8700 texts in 12 languages that zlib makes over 2.4 times smaller, this finds all, with a margin; of texts that
 * people wrote it finds 2 %.
 */
export function mayBeCompressible(tokens: readonly number[]): boolean {
  const repeated = countRepeatedPairs(tokens);
  return repeated > 0 && repeated >= Math.max(tokens.length / 10, Math.min(10, tokens.length / 4));
}

// Pairs of neighbouring tokens that stand further in front already.
function countRepeatedPairs(tokens: readonly number[]): number {
  const pairs = tokens.slice(1).map((token, index) => `${String(tokens[index])} ${String(token)}`);
  return pairs.length - new Set(pairs).size;
}
