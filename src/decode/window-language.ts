import { likeliestLanguage, type DetectedLanguage } from './start-logits.ts';

/** So many windows at most are asked for a recording's language while none is sure of it. */
const MOST_ASKED_WINDOWS = 5;
/** As likely as all other languages together. */
const LEAST_SURE_PROBABILITY = 0.5;

/**
 * What all windows of a recording share while its language is not known, across threads: the index of the window that
 * has to tell it, or has told it, the token that was told, 0 until then, and the best answer so far, see `packAnswer`.
 */
export type LanguagePin = Int32Array<SharedArrayBuffer>;

const ASKED = 0;
const TOLD = 1;
const BEST = 2;

const TOKEN_BITS = 16;
const TOKEN_MASK = 2 ** TOKEN_BITS - 1;
/** The highest rank, 2, and a token together stay positive in 32 bits. */
const RANK_UNITS = 2 ** 13;

/** Asks for the language of a recording, as plain data that crosses threads. */
export interface LanguageQuestion {
  readonly pin: LanguagePin;
  readonly windowIndex: number;
  readonly languageTokens: readonly number[];
  /** Of windows that will not be decoded: whoever waits answers for them. */
  readonly answers?: readonly WindowAnswer[];
}

/** What one window has to say about the language of its recording. */
export interface WindowAnswer {
  readonly windowIndex: number;
  /** Absent where nothing was heard. */
  readonly language?: HeardLanguage;
}

/** What a window was asked for and has told. */
export interface HeardLanguage extends DetectedLanguage {
  /** Whether the window probably holds no speech. */
  readonly isSilent: boolean;
}

/** A pin for a recording whose first window is to tell the language. */
export function createLanguagePin(): LanguagePin {
  return new Int32Array(new SharedArrayBuffer(3 * Int32Array.BYTES_PER_ELEMENT));
}

/** Whether the language of the recording is known. */
export function isLanguageTold(pin: LanguagePin): boolean {
  return Atomics.load(pin, TOLD) > 0;
}

/** The token of the language, once it is known. */
export function toldLanguage(pin: LanguagePin): number | undefined {
  const token = Atomics.load(pin, TOLD);
  return token > 0 ? token : undefined;
}

/** Whether a language is only guessed, so that the next window is asked as well: nobody speaks, or it may be another. */
export function isGuess({ isSilent, probability }: HeardLanguage): boolean {
  return isSilent || probability < LEAST_SURE_PROBABILITY;
}

/** The answer to believe: one of a window with speech, and of these the most probable; of equal ones the first. */
export function bestAnswer(heard: readonly HeardLanguage[]): HeardLanguage | undefined {
  const [first, ...others] = heard;
  return first && others.reduce((best, other) => (rankOf(other) > rankOf(best) ? other : best), first);
}

/** Answers for windows that are not decoded, as far as they are the ones asked. */
export function answerFor(pin: LanguagePin, answers: readonly WindowAnswer[]): void {
  const asked = () => answers.find(({ windowIndex }) => windowIndex === Atomics.load(pin, ASKED));
  for (let answer = asked(); answer && !isLanguageTold(pin); answer = asked()) settleLanguage(pin, answer);
}

/** Lets the windows behind these tell the language of their recordings; these themselves are decoded later. */
export function passQuestionsOn(questions: readonly LanguageQuestion[]): void {
  for (const { pin } of questions) {
    const late = questions.filter((question) => question.pin === pin).map(({ windowIndex }) => ({ windowIndex }));
    answerFor(pin, late);
  }
}

// Tells the language for the recording, or asks the next window where this one can only guess.
function settleLanguage(pin: LanguagePin, { windowIndex, language }: WindowAnswer): void {
  if (isLanguageTold(pin) || Atomics.load(pin, ASKED) !== windowIndex) return;
  // First of all, so that whoever tells the language knows the answers of all windows that were asked before.
  if (language) keepBest(pin, packAnswer(language));
  const isTold = language && (!isGuess(language) || windowIndex + 1 >= MOST_ASKED_WINDOWS);
  if (isTold) Atomics.compareExchange(pin, TOLD, 0, Atomics.load(pin, BEST) & TOKEN_MASK);
  else Atomics.compareExchange(pin, ASKED, windowIndex, windowIndex + 1);
}

// Several threads may answer for one window, and some late.
function keepBest(pin: LanguagePin, answer: number): void {
  let known = Atomics.load(pin, BEST);
  while (answer > known) {
    const found = Atomics.compareExchange(pin, BEST, known, answer);
    known = found === known ? answer : found;
  }
}

/** An answer as one number, the greater the better: its rank, and its token in the lowest 16 bits. */
function packAnswer(language: HeardLanguage): number {
  return Math.floor(rankOf(language) * RANK_UNITS) * 2 ** TOKEN_BITS + language.token;
}

/** From 0 to 1 for a guess where nobody speaks, above that for speech. */
function rankOf({ isSilent, probability }: HeardLanguage): number {
  return probability + (isSilent ? 0 : 1);
}

/** The language of one window: given from the start, told by another window, or detected here. */
export class WindowLanguage {
  readonly #question: LanguageQuestion | undefined;
  #detected: HeardLanguage | undefined;

  constructor(question: LanguageQuestion | undefined) {
    this.#question = question;
  }

  /**
   * Whether it has to be detected here: in the window that is asked, and once more in one that was asked before, in a
   * worker that failed.
   */
  get isDue(): boolean {
    if (!this.#question || this.#detected) return false;
    const { pin, windowIndex, answers = [] } = this.#question;
    answerFor(pin, answers);
    return windowIndex <= Atomics.load(pin, ASKED);
  }

  get isKnown(): boolean {
    return this.#question === undefined || this.#detected !== undefined || this.#told > 0;
  }

  /** Its token where it was asked for and is known. */
  get token(): number | undefined {
    return this.#detected?.token ?? (this.#told > 0 ? this.#told : undefined);
  }

  /** What was detected in this window. */
  get detected(): HeardLanguage | undefined {
    return this.#detected;
  }

  /**
   * Takes the language from the logits after the start of transcript, for the whole recording unless it is a guess.
   */
  detect(logits: Float32Array, isSilent: boolean): void {
    const { pin, windowIndex, languageTokens } = this.#question!;
    this.#detected = { ...likeliestLanguage(logits, languageTokens), isSilent };
    settleLanguage(pin, { windowIndex, language: this.#detected });
  }

  get #told(): number {
    return this.#question === undefined ? 0 : Atomics.load(this.#question.pin, TOLD);
  }
}
