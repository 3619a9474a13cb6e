import { SAMPLE_RATE_HZ } from '../hyperparameters.ts';
import { repetitionRatio } from './compression-ratio.ts';
import {
  findFaults,
  isRepetition,
  isStrict,
  type Attempt,
  type DiscardedAttempt,
  type Fault,
  type QualityChecks,
} from './quality-checks.ts';
import { mayBeCompressible } from './repetition.ts';
import type { DecodedTokens, DecodingRequest, Row } from './row.ts';
import { seededRandom } from './seeded-random.ts';
import type { TokenReader } from './token-texts.ts';
import type { TokenTimes } from './token-times.ts';

/** Tells when the tokens of an attempt were spoken, as long as the network remembers; `undefined` where it does not. */
export type AttemptTimer = (attempt: Attempt) => TokenTimes | undefined;

interface Judged {
  readonly attempt: Attempt;
  readonly tokenTimes: TokenTimes | undefined;
  readonly faults: readonly Fault[];
}

/** Decodes a window again, at rising temperatures, until its text passes the checks. */
export class Attempts {
  readonly #checks: QualityChecks | undefined;
  readonly #samples: Float32Array;
  readonly #readText: TokenReader;
  readonly #firstTimestampToken: number;
  readonly #judged: Judged[] = [];

  constructor(request: DecodingRequest, samples: Float32Array, readText: TokenReader) {
    this.#checks = request.checks;
    this.#samples = samples;
    this.#readText = readText;
    this.#firstTimestampToken = request.rules.timestamps?.firstTimestampToken ?? Infinity;
  }

  /**
   * Judges what a row has decoded and says whether that settles the window; if not, the row begins again.
   *
   * @param timeTokens asked before that, for each attempt: any of them may be kept
   */
  settle(row: Row, timeTokens: AttemptTimer = () => undefined): boolean {
    const attempt = row.attempt();
    const tokenTimes = timeTokens(attempt);
    const checks = this.#checks;
    if (!checks) {
      this.#judged.push({ attempt, tokenTimes, faults: [] });
      return true;
    }
    const window = {
      durationSeconds: this.#samples.length / SAMPLE_RATE_HZ,
      noSpeechProbability: row.noSpeechProbability,
    };
    const faults = findFaults(attempt, checks, window, () => this.#ratioOf(attempt, checks));
    this.#judged.push({ attempt, tokenTimes, faults });
    const temperature = checks.temperatures[this.#judged.length - 1];
    if (faults.length === 0 || faults.includes('no_speech') || temperature === undefined) return true;
    row.beginAgain(temperature, seededRandom(this.#samples, temperature));
    return false;
  }

  /** What the window is taken to say, once it is settled. */
  result(noSpeechProbability: number): DecodedTokens {
    const kept = this.#choose();
    const { averageLogProbability, reachedTokenLimit, temperature } = kept.attempt;
    const timed = kept.tokenTimes && { tokenTimes: kept.tokenTimes };
    if (!this.#checks) return { tokens: kept.attempt.tokens, ...timed, averageLogProbability, reachedTokenLimit };
    const isSilent = this.#isSilent(kept, noSpeechProbability);
    const discarded = this.#judged.filter((judged) => judged !== kept || isSilent).map(discard);
    const faults = isSilent ? (['no_speech'] as const) : kept.faults;
    return {
      ...(isSilent ? { tokens: [] } : { tokens: kept.attempt.tokens, ...timed }),
      averageLogProbability,
      reachedTokenLimit: reachedTokenLimit && !isSilent,
      quality: { noSpeechProbability, temperature, faults, discarded },
    };
  }

  // The last if it passed; else the likeliest of those with the least serious faults, the earliest of equal ones.
  #choose(): Judged {
    const last = this.#judged.at(-1)!;
    if (last.faults.length === 0 || last.faults.includes('no_speech')) return last;
    return this.#judged.reduce((best, judged) => (compare(judged, best) > 0 ? judged : best));
  }

  // Repeating itself over what is probably no speech is no text either.
  #isSilent({ faults }: Judged, noSpeechProbability: number): boolean {
    if (faults.includes('no_speech')) return true;
    return faults.some(isRepetition) && noSpeechProbability > (this.#checks?.highestNoSpeechProbability ?? Infinity);
  }

  #textOf({ tokens }: Attempt): readonly number[] {
    return tokens.filter((token) => token < this.#firstTimestampToken);
  }

  #ratioOf(attempt: Attempt, checks: QualityChecks): number {
    const text = this.#textOf(attempt);
    return isStrict(checks) || mayBeCompressible(text) ? repetitionRatio(this.#readText(text).trim()) : 0;
  }
}

function compare(left: Judged, right: Judged): number {
  return (
    seriousness(right) - seriousness(left) || left.attempt.averageLogProbability - right.attempt.averageLogProbability
  );
}

// Text that only compresses well may have been said so; what is improbable hardly was, and a loop was not.
function seriousness({ faults }: Judged): number {
  if (faults.includes('repetition')) return 2;
  return faults.includes('log_probability') ? 1 : 0;
}

function discard({ attempt, faults }: Judged): DiscardedAttempt {
  const { temperature, averageLogProbability, tokens } = attempt;
  return { temperature, faults, averageLogProbability, tokenCount: tokens.length };
}
