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

/** The share of tokens that end a pair which stands further in front already, from 0 to 1. */
export function repeatedShare(tokens: readonly number[]): number {
  const pairs = new Set<string>();
  let repeated = 0;
  for (let index = 1; index < tokens.length; index++) {
    const pair = `${String(tokens[index - 1])} ${String(tokens[index])}`;
    if (pairs.has(pair)) repeated++;
    pairs.add(pair);
  }
  return tokens.length === 0 ? 0 : repeated / tokens.length;
}
