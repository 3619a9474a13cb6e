import type { DecodedWindow } from '../decode/window-job.ts';
import {
  answerFor,
  bestAnswer,
  createLanguagePin,
  isLanguageTold,
  toldLanguage,
  type HeardLanguage,
  type LanguageQuestion,
  type WindowAnswer,
} from '../decode/window-language.ts';
import type { SpokenLanguage } from '../stitch/transcript.ts';

/** The language of all recordings, or the tokens of those to detect it from, by code. */
export type LanguageChoice =
  | { readonly kind: 'given'; readonly code: string }
  | { readonly kind: 'detect'; readonly tokens: Readonly<Record<string, number>> };

/** The language of one recording, which its first windows tell where it is not given. */
export class RecordingLanguage {
  readonly #choice: LanguageChoice;
  readonly #pin = createLanguagePin();
  /** Of windows that are not decoded: an earlier run has done so, or they failed. */
  readonly #answers: WindowAnswer[] = [];

  constructor(choice: LanguageChoice) {
    this.#choice = choice;
  }

  /** What a window is asked, if anything; windows have to be handed over in order. */
  question(windowIndex: number): LanguageQuestion | undefined {
    if (this.#choice.kind === 'given') return undefined;
    const question = { pin: this.#pin, windowIndex, languageTokens: Object.values(this.#choice.tokens) };
    const isSettled = this.#answers.length === 0 || isLanguageTold(this.#pin);
    return isSettled ? question : { ...question, answers: [...this.#answers] };
  }

  /** Takes what an earlier run heard in a window. */
  recall(windowIndex: number, { language }: DecodedWindow): void {
    if (this.#choice.kind === 'given') return;
    // As it was judged then: the window's own no-speech probability is read behind the prompt and may be another.
    this.#answer({ windowIndex, ...(language ? { language } : {}) });
  }

  /** Lets the next window tell the language instead of one that failed. */
  giveUp(windowIndex: number): void {
    this.#answer({ windowIndex });
  }

  /** The token of the language that a window has told so far; `undefined` before that, and where it was given. */
  get toldToken(): number | undefined {
    return this.#choice.kind === 'given' ? undefined : toldLanguage(this.#pin);
  }

  /** The language and how likely it was; for a recording without any window `undefined` unless it was given. */
  spoken(windows: readonly DecodedWindow[]): SpokenLanguage | undefined {
    if (this.#choice.kind === 'given') return { code: this.#choice.code, probability: undefined };
    const detected = this.#answerOf(windows);
    const code = Object.entries(this.#choice.tokens).find(([, token]) => token === detected?.token)?.[0];
    return detected && code !== undefined ? { code, probability: detected.probability } : undefined;
  }

  /** The token of the language that was detected; `undefined` where it was given or nothing was heard. */
  spokenToken(windows: readonly DecodedWindow[]): number | undefined {
    return this.#choice.kind === 'given' ? undefined : this.#answerOf(windows)?.token;
  }

  // What the windows that were asked have settled; where there were not enough of them, the best of their answers.
  #answerOf(windows: readonly DecodedWindow[]): HeardLanguage | undefined {
    const heard = windows.flatMap(({ language }) => language ?? []);
    const told = toldLanguage(this.#pin);
    return bestAnswer(heard.filter(({ token }) => token === told)) ?? bestAnswer(heard);
  }

  #answer(answer: WindowAnswer): void {
    if (isLanguageTold(this.#pin)) return;
    this.#answers.push(answer);
    answerFor(this.#pin, this.#answers);
  }
}
