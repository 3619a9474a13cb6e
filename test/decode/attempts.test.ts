import { describe, expect, it } from 'vitest';
import { Attempts } from '../../src/decode/attempts.ts';
import type { Attempt, QualityChecks } from '../../src/decode/quality-checks.ts';
import { Row, type DecodingRequest } from '../../src/decode/row.ts';

const checks: QualityChecks = {
  noSpeechToken: 0,
  highestCompressionRatio: 2.4,
  lowestLogProbability: -1,
  highestNoSpeechProbability: 0.6,
  temperatures: [0.2, 0.4],
};
const request: DecodingRequest = {
  prompt: [1],
  rules: { endToken: 9, suppressTokens: [], beginSuppressTokens: [], timestamps: undefined },
  maxNewTokens: 5,
  checks,
};

/** What the attempt of this number says. */
function said(attempt: number): number[] {
  return [attempt, 11, 12, 13, 14, 15, 16, 17];
}

/** A row whose attempts are given, in order. */
class GivenRow extends Row {
  readonly begun: number[] = [];
  readonly #attempts: readonly Partial<Attempt>[];
  readonly #noSpeech: number;

  constructor(attempts: readonly Partial<Attempt>[], noSpeech: number) {
    super(request, 20);
    this.#attempts = attempts;
    this.#noSpeech = noSpeech;
  }

  override get noSpeechProbability(): number {
    return this.#noSpeech;
  }

  override attempt(): Attempt {
    const index = this.begun.length;
    const temperature = [0, ...checks.temperatures][index]!;
    const good = {
      temperature,
      tokens: said(index),
      tokenProbabilities: said(index).map(() => 0.5),
      averageLogProbability: -0.3,
      reachedTokenLimit: false,
      isLoop: false,
    };
    return { ...good, ...this.#attempts[index] };
  }

  override beginAgain(temperature: number): void {
    this.begun.push(temperature);
  }
}

function decide(given: readonly Partial<Attempt>[], noSpeech = 0.1, changes: Partial<DecodingRequest> = {}) {
  const row = new GivenRow(given, noSpeech);
  const attempts = new Attempts({ ...request, ...changes }, new Float32Array(1), (tokens) =>
    'ab'.repeat(tokens.length),
  );
  while (!attempts.settle(row));
  return { begun: row.begun, ...attempts.result(noSpeech) };
}

describe('Attempts', () => {
  it('keeps a good first attempt', () => {
    expect(decide([{}])).toEqual({
      begun: [],
      tokens: said(0),
      averageLogProbability: -0.3,
      reachedTokenLimit: false,
      quality: { noSpeechProbability: 0.1, temperature: 0, faults: [], discarded: [] },
    });
  });

  it('keeps whatever comes out where there are no checks', () => {
    const unchecked = { prompt: [1], rules: request.rules, maxNewTokens: 5 };
    const attempts = new Attempts(unchecked, new Float32Array(1), () => '');
    expect(attempts.settle(new GivenRow([{ isLoop: true }], 0.9))).toBe(true);
    expect(attempts.result(0.9)).toEqual({ tokens: said(0), averageLogProbability: -0.3, reachedTokenLimit: false });
  });

  it('raises the temperature until an attempt is good, and says what was wrong with the others', () => {
    const { begun, tokens, quality } = decide([{ averageLogProbability: -1.5 }, { isLoop: true, tokens: [7, 7] }, {}]);
    expect([begun, tokens]).toEqual([[0.2, 0.4], said(2)]);
    expect(quality).toEqual({
      noSpeechProbability: 0.1,
      temperature: 0.4,
      faults: [],
      discarded: [
        { temperature: 0, faults: ['log_probability'], averageLogProbability: -1.5, tokenCount: 8 },
        { temperature: 0.2, faults: ['repetition'], averageLogProbability: -0.3, tokenCount: 2 },
      ],
    });
  });

  it('finds text too compressible, but reads it only where tokens repeat themselves', () => {
    const repeated = { tokens: Array.from({ length: 40 }, () => 3), averageLogProbability: -0.6 };
    expect(decide([repeated, {}]).quality?.discarded).toMatchObject([{ faults: ['compression_ratio'] }]);
    expect(decide([{ tokens: Array.from({ length: 40 }, (_, index) => index) }]).quality?.discarded).toEqual([]);
  });

  it('of attempts of which none is good keeps the one that repeats itself least and is likeliest', () => {
    const unlikely = (averageLogProbability: number) => ({ averageLogProbability });
    expect(decide([unlikely(-1.2), unlikely(-1.1), unlikely(-3)]).tokens).toEqual(said(1));
    expect(decide([unlikely(-1.2), unlikely(-1.2), unlikely(-1.2)]).tokens).toEqual(said(0));
    const { tokens, quality } = decide([{ isLoop: true }, unlikely(-2), { isLoop: true }]);
    expect([tokens, quality?.faults, quality?.discarded.length]).toEqual([said(1), ['log_probability'], 2]);
  });

  it('reads texts under a lower threshold than usual whatever their tokens', () => {
    const strict = { ...request, checks: { ...checks, highestCompressionRatio: 2.3, temperatures: [0.2] } };
    expect(decide([{ tokens: Array.from({ length: 40 }, (_, index) => index) }, {}], 0.1, strict).begun).toEqual([0.2]);
  });

  it('keeps a text that only compresses too well before an unlikely one, and that before a loop', () => {
    const compressible = { tokens: Array.from({ length: 40 }, () => 3), averageLogProbability: -0.9 };
    const unlikely = { averageLogProbability: -2 };
    expect(decide([{ isLoop: true }, compressible, unlikely]).quality?.temperature).toBe(0.2);
    expect(decide([{ isLoop: true }, unlikely, { isLoop: true }]).quality?.temperature).toBe(0.2);
  });

  it('takes an unlikely text over probable silence for silence, without further attempts', () => {
    const { begun, tokens, quality } = decide([{ averageLogProbability: -1.5, reachedTokenLimit: true }], 0.7);
    expect([begun, tokens]).toEqual([[], []]);
    expect(quality).toMatchObject({ temperature: 0, faults: ['no_speech'], discarded: [{ faults: ['no_speech'] }] });
  });

  it('takes what only repeats itself over probable silence for silence', () => {
    const loop = { isLoop: true };
    expect(decide([loop, loop, loop], 0.7)).toMatchObject({ tokens: [], quality: { faults: ['no_speech'] } });
    expect(decide([loop, loop, loop], 0.5)).toMatchObject({ tokens: said(0), quality: { faults: ['repetition'] } });
  });

  it('makes no second attempt where none is allowed', () => {
    const { begun, quality } = decide([{ isLoop: true }], 0.1, { checks: { ...checks, temperatures: [] } });
    expect([begun, quality?.faults]).toEqual([[], ['repetition']]);
  });
});
