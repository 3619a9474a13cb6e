import { likeliestLanguage, type DetectedLanguage } from './start-logits.ts';

/** So many windows at most are asked for a recording's language while none holds speech. */
const MOST_SILENT_WINDOWS = 5;

/**
 * What all windows of a recording share while its language is not known, across threads: one number that is above 0 once
 * the language is settled (its token), else minus the index of the window that has to tell it.
 */
export type LanguagePin = Int32Array<SharedArrayBuffer>;

/** Asks for the language of a recording, as plain data that crosses threads. */
export interface LanguageQuestion {
  readonly pin: LanguagePin;
  readonly windowIndex: number;
  readonly languageTokens: readonly number[];
}

/** A pin for a recording whose first window is to tell the language. */
export function createLanguagePin(): LanguagePin {
  return new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
}

/** Lets the next window tell the language where this one should have. */
export function passOn({ pin, windowIndex }: Pick<LanguageQuestion, 'pin' | 'windowIndex'>): void {
  Atomics.compareExchange(pin, 0, -windowIndex, -windowIndex - 1);
}

/** Takes the language that a window has told for its recording, or asks the next window where nobody speaks in this one. */
export function settleLanguage(
  { pin, windowIndex }: Pick<LanguageQuestion, 'pin' | 'windowIndex'>,
  { token }: DetectedLanguage,
  isSilent: boolean,
): void {
  if (isSilent && windowIndex + 1 < MOST_SILENT_WINDOWS) passOn({ pin, windowIndex });
  else Atomics.compareExchange(pin, 0, -windowIndex, token);
}

/** The language of one window: given from the start, told by another window, or detected here. */
export class WindowLanguage {
  readonly #question: LanguageQuestion | undefined;
  #detected: DetectedLanguage | undefined;

  constructor(question: LanguageQuestion | undefined) {
    this.#question = question;
  }

  /** Whether this window is the one to tell it. */
  get isDue(): boolean {
    return this.#question !== undefined && !this.#detected && this.#pinned === -this.#question.windowIndex;
  }

  get isKnown(): boolean {
    return this.#question === undefined || this.#detected !== undefined || this.#pinned > 0;
  }

  /** Its token where it was asked for and is known. */
  get token(): number | undefined {
    return this.#detected?.token ?? (this.#pinned > 0 ? this.#pinned : undefined);
  }

  /** What was detected in this window. */
  get detected(): DetectedLanguage | undefined {
    return this.#detected;
  }

  /**
   * Takes the language from the logits after the start of transcript, for the whole recording unless nobody speaks.
   */
  detect(logits: Float32Array, isSilent: boolean): void {
    const question = this.#question!;
    this.#detected = likeliestLanguage(logits, question.languageTokens);
    settleLanguage(question, this.#detected, isSilent);
  }

  get #pinned(): number {
    return this.#question === undefined ? 0 : Atomics.load(this.#question.pin, 0);
  }
}
