import type { Shortlist } from '../model/step-decoder.ts';
import { chooseFromShortlist, chooseLikeliest, sampleToken, type ChosenToken } from './choose-token.ts';
import type { DecodingRules } from './decoding-rules.ts';
import { filterLogits, isSuppressed } from './logit-filters.ts';
import type { Attempt, QualityChecks, WindowQuality } from './quality-checks.ts';
import { Repetition } from './repetition.ts';
import { noSpeechProbability } from './start-logits.ts';
import type { TokenTimes } from './token-times.ts';
import type { HeardLanguage, LanguageQuestion } from './window-language.ts';

/** What is asked for one window. */
export interface DecodingRequest {
  readonly prompt: readonly number[];
  readonly rules: DecodingRules;
  readonly maxNewTokens: number;
  /** Whether they are all the network has room for: then speech behind them is still to be decoded. */
  readonly usesWholeRoom?: boolean;
  /** Where the start of transcript stands in the prompt; 0 unless text goes before it. */
  readonly startIndex?: number;
  /** Without them greedy decoding is kept as it is. */
  readonly checks?: QualityChecks;
  /** Where the language is not known: the token behind the start of transcript gives way to the one detected. */
  readonly question?: LanguageQuestion;
}

/** What one window was decoded to. */
export interface DecodedTokens {
  /** Without prompt and end token. */
  readonly tokens: readonly number[];
  /** Mean natural log-probability of the tokens and, where it was reached, the end token. */
  readonly averageLogProbability: number;
  /** Whether decoding stopped because there was no room for more tokens. */
  readonly reachedTokenLimit: boolean;
  /** Where the network was opened to tell when tokens are spoken. */
  readonly tokenTimes?: TokenTimes;
  /** With checks. */
  readonly quality?: WindowQuality;
  /** Where this window was asked for the language. */
  readonly language?: HeardLanguage;
}

/** One window on its way through decoding, greedy at first. */
export class Row {
  readonly startIndex: number;
  readonly #rules: DecodingRules;
  readonly #checks: QualityChecks | undefined;
  readonly #tokenLimit: number;
  #prompt: readonly number[];
  #noSpeechProbability = 0;
  #tokens: number[] = [];
  #tokenProbabilities: number[] = [];
  #repetition = new Repetition();
  #logProbabilitySum = 0;
  #hasEnded = false;
  #temperature = 0;
  #random: () => number = () => 0;

  /** @param maxTokens positions of the network, prompt included */
  constructor({ prompt, rules, maxNewTokens, startIndex = 0, checks }: DecodingRequest, maxTokens: number) {
    this.#prompt = prompt;
    this.startIndex = startIndex;
    this.#rules = rules;
    this.#checks = checks;
    this.#tokenLimit = Math.min(maxNewTokens, maxTokens - prompt.length);
  }

  get prompt(): readonly number[] {
    return this.#prompt;
  }

  /** 0 as long as nothing is known of it. */
  get noSpeechProbability(): number {
    return this.#noSpeechProbability;
  }

  get hasChecks(): boolean {
    return this.#checks !== undefined;
  }

  /** Whether the window probably holds no speech. */
  get isSilent(): boolean {
    return this.#noSpeechProbability > (this.#checks?.highestNoSpeechProbability ?? Infinity);
  }

  /** Takes the language that was detected into the prompt. */
  speak(languageToken: number): void {
    this.#prompt = this.#prompt.with(this.startIndex + 1, languageToken);
  }

  /** Takes how likely silence is from the logits after the start of transcript. */
  hearStart(logits: Float32Array): void {
    if (this.#checks) this.#noSpeechProbability = noSpeechProbability(logits, this.#checks.noSpeechToken);
  }

  /** Forgets what was decoded and goes back to the end of the prompt, which the network still holds. */
  beginAgain(temperature: number, random: () => number): void {
    this.#tokens = [];
    this.#tokenProbabilities = [];
    this.#repetition = new Repetition();
    this.#logProbabilitySum = 0;
    this.#hasEnded = false;
    this.#temperature = temperature;
    this.#random = random;
  }

  /** Position of the latest token; it is fed to the network by the next step. */
  get position(): number {
    return this.#prompt.length + this.#tokens.length - 1;
  }

  /** The token to feed next: the latest, or the prompt's last before there is any. */
  get latestToken(): number {
    return this.#tokens.at(-1) ?? this.#prompt.at(-1)!;
  }

  /** Whether a shortlist can be enough; the rules for timestamps compare sums over many tokens, and sampling draws from all. */
  get takesShortlists(): boolean {
    return this.#rules.timestamps === undefined && this.#temperature === 0;
  }

  get isFinished(): boolean {
    return this.#hasEnded || this.#tokens.length >= this.#tokenLimit || this.#isEndless;
  }

  /** Takes the next token from the network's logits, which are changed by the rules. */
  advance(logits: Float32Array): void {
    filterLogits(logits, this.#tokens, this.#rules);
    this.#take(
      this.#temperature === 0 ? chooseLikeliest(logits) : sampleToken(logits, this.#temperature, this.#random),
    );
  }

  /** Takes the next token from a shortlist and says whether that was possible; else all logits are needed. */
  advanceByShortlist(shortlist: Shortlist): boolean {
    const chosen = chooseFromShortlist(shortlist, (token) => !isSuppressed(token, this.#tokens, this.#rules));
    if (chosen) this.#take(chosen);
    return chosen !== undefined;
  }

  #take({ token, logProbability }: ChosenToken): void {
    this.#logProbabilitySum += logProbability;
    if (token === this.#rules.endToken) this.#hasEnded = true;
    else {
      this.#tokens.push(token);
      this.#tokenProbabilities.push(Math.exp(logProbability));
    }
    if (this.#isText(token)) this.#repetition.add(token);
  }

  /** What was decoded since the row last began; of an endless repetition only what it repeats. */
  attempt(): Attempt {
    const count = this.#tokens.length + (this.#hasEnded ? 1 : 0);
    const tokens = this.#isEndless ? this.#withoutSurplus() : this.#tokens;
    return {
      temperature: this.#temperature,
      tokens,
      tokenProbabilities: this.#tokenProbabilities.slice(0, tokens.length),
      averageLogProbability: count === 0 ? 0 : this.#logProbabilitySum / count,
      reachedTokenLimit: !this.#hasEnded && !this.#isEndless,
      isLoop: this.#repetition.isLoop,
    };
  }

  // Without checks nothing is cut short.
  get #isEndless(): boolean {
    return this.#checks !== undefined && this.#repetition.surplus > 0;
  }

  #withoutSurplus(): readonly number[] {
    let end = this.#tokens.length;
    for (let left = this.#repetition.surplus; left > 0; end--) {
      if (this.#isText(this.#tokens[end - 1]!)) left--;
    }
    return this.#tokens.slice(0, end);
  }

  #isText(token: number): boolean {
    return token !== this.#rules.endToken && token < (this.#rules.timestamps?.firstTimestampToken ?? Infinity);
  }
}
