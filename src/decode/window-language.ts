import { likeliestLanguage, type DetectedLanguage } from './start-logits.ts';

/** So many windows at most are asked for a recording's language while none holds speech. */
const MOST_SILENT_WINDOWS = 5;

/**
 * What all windows of a recording share while its language is not known, across threads: the index of the window that
 * has to tell it, or has told it, and the token that was told, 0 until then.
 */
export type LanguagePin = Int32Array<SharedArrayBuffer>;

const ASKED = 0;
const TOLD = 1;

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
  readonly token?: number;
  readonly isSilent: boolean;
}

/** What a window was asked for and has told. */
export interface HeardLanguage extends DetectedLanguage {
  /** Whether it probably holds no speech, so that the next window was asked as well. */
  readonly isSilent: boolean;
}

/** A pin for a recording whose first window is to tell the language. */
export function createLanguagePin(): LanguagePin {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
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

/** Answers for windows that are not decoded, as far as they are the ones asked. */
export function answerFor(pin: LanguagePin, answers: readonly WindowAnswer[]): void {
  const asked = () => answers.find(({ windowIndex }) => windowIndex === Atomics.load(pin, ASKED));
  for (let answer = asked(); answer && !isLanguageTold(pin); answer = asked()) settleLanguage(pin, answer);
}

/** Lets the windows behind these tell the language of their recordings; these themselves are decoded later. */
export function passQuestionsOn(questions: readonly LanguageQuestion[]): void {
  for (const { pin } of questions) {
    const late = questions.filter((question) => question.pin === pin);
    answerFor(
      pin,
      late.map(({ windowIndex }) => ({ windowIndex, isSilent: true })),
    );
  }
}

// Tells the language for the recording, or asks the next window where nobody speaks in this one.
function settleLanguage(pin: LanguagePin, { windowIndex, token, isSilent }: WindowAnswer): void {
  if (isLanguageTold(pin) || Atomics.load(pin, ASKED) !== windowIndex) return;
  const isPassedOn = token === undefined || (isSilent && windowIndex + 1 < MOST_SILENT_WINDOWS);
  if (isPassedOn) Atomics.compareExchange(pin, ASKED, windowIndex, windowIndex + 1);
  else Atomics.compareExchange(pin, TOLD, 0, token);
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
   * Takes the language from the logits after the start of transcript, for the whole recording unless nobody speaks.
   */
  detect(logits: Float32Array, isSilent: boolean): void {
    const { pin, windowIndex, languageTokens } = this.#question!;
    this.#detected = { ...likeliestLanguage(logits, languageTokens), isSilent };
    settleLanguage(pin, { windowIndex, token: this.#detected.token, isSilent });
  }

  get #told(): number {
    return this.#question === undefined ? 0 : Atomics.load(this.#question.pin, TOLD);
  }
}
