import type { Shortlist } from '../model/step-decoder.ts';
import { chooseFromShortlist, chooseLikeliest, type ChosenToken } from './choose-token.ts';
import type { DecodingRules } from './decoding-rules.ts';
import { filterLogits, isSuppressed } from './logit-filters.ts';

/** What is asked for one window. */
export interface DecodingRequest {
  readonly prompt: readonly number[];
  readonly rules: DecodingRules;
  readonly maxNewTokens: number;
}

/** What one window was decoded to. */
export interface DecodedTokens {
  /** Without prompt and end token. */
  readonly tokens: readonly number[];
  /** Mean natural log-probability of the tokens and, where it was reached, the end token. */
  readonly averageLogProbability: number;
  /** Whether decoding stopped because there was no room for more tokens. */
  readonly reachedTokenLimit: boolean;
}

/** One window on its way through greedy decoding. */
export class Row {
  readonly prompt: readonly number[];
  readonly #rules: DecodingRules;
  readonly #tokenLimit: number;
  readonly #tokens: number[] = [];
  readonly #tokenProbabilities: number[] = [];
  #logProbabilitySum = 0;
  #hasEnded = false;

  /** @param maxTokens positions of the network, prompt included */
  constructor({ prompt, rules, maxNewTokens }: DecodingRequest, maxTokens: number) {
    this.prompt = prompt;
    this.#rules = rules;
    this.#tokenLimit = Math.min(maxNewTokens, maxTokens - prompt.length);
  }

  /** Position of the latest token; it is fed to the network by the next step. */
  get position(): number {
    return this.prompt.length + this.#tokens.length - 1;
  }

  /** The token to feed next: the latest, or the prompt's last before there is any. */
  get latestToken(): number {
    return this.#tokens.at(-1) ?? this.prompt.at(-1)!;
  }

  /** Whether a shortlist can be enough; the rules for timestamps compare sums over many tokens. */
  get takesShortlists(): boolean {
    return this.#rules.timestamps === undefined;
  }

  get isFinished(): boolean {
    return this.#hasEnded || this.#tokens.length >= this.#tokenLimit;
  }

  /** Takes the next token from the network's logits, which are changed by the rules. */
  advance(logits: Float32Array): void {
    filterLogits(logits, this.#tokens, this.#rules);
    this.#take(chooseLikeliest(logits));
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
  }

  /** How likely the network held each token to be, without prompt and end token. */
  get tokenProbabilities(): readonly number[] {
    return this.#tokenProbabilities;
  }

  result(): DecodedTokens {
    const count = this.#tokens.length + (this.#hasEnded ? 1 : 0);
    return {
      tokens: this.#tokens,
      averageLogProbability: count === 0 ? 0 : this.#logProbabilitySum / count,
      reachedTokenLimit: !this.#hasEnded,
    };
  }
}
