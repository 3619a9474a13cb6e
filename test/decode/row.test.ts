import { describe, expect, it } from 'vitest';
import { Row } from '../../src/decode/row.ts';

const rules = { endToken: 4, suppressTokens: [3], beginSuppressTokens: [0, 4], timestamps: undefined };
const prompt = [7, 8];

/** Logits that make one token e² times as likely as each of the four others. */
function favour(token: number): Float32Array {
  return Float32Array.from({ length: 5 }, (_, index) => (index === token ? 2 : 0));
}

describe('Row', () => {
  it('feeds the last token of the prompt first and then each new one, at its own position', () => {
    const row = new Row({ prompt, rules, maxNewTokens: 10 }, 448);
    expect([row.latestToken, row.position, row.isFinished]).toEqual([8, 1, false]);
    row.advance(favour(1));
    expect([row.latestToken, row.position, row.isFinished]).toEqual([1, 2, false]);
    row.advance(favour(2));
    expect([row.latestToken, row.position, row.isFinished]).toEqual([2, 3, false]);
  });

  it('ends with the end token, which is no part of the result but of its probability', () => {
    const row = new Row({ prompt, rules, maxNewTokens: 10 }, 448);
    row.advance(favour(1));
    row.advance(favour(4));
    expect(row.isFinished).toBe(true);
    const first = 2 - Math.log(Math.exp(2) + 1); // tokens 0, 3 and 4 are ruled out
    const second = 2 - Math.log(Math.exp(2) + 3); // token 3 is
    const { tokens, averageLogProbability, reachedTokenLimit } = row.attempt();
    expect([tokens, reachedTokenLimit]).toEqual([[1], false]);
    expect(averageLogProbability).toBeCloseTo((first + second) / 2, 6);
  });

  it('takes tokens from lists as from all logits, and takes none from a list that is not enough', () => {
    const row = new Row({ prompt, rules, maxNewTokens: 10 }, 448);
    const list = (tokens: number[], logits: number[]) => {
      const values = Float32Array.from(logits);
      return { tokens, logits: values, estimates: values, ceiling: 1, estimateLogSum: Math.log(Math.exp(2) + 4) };
    };
    expect(row.advanceByShortlist(list([3, 0], [9, 2]))).toBe(false);
    expect([row.latestToken, row.isFinished]).toEqual([8, false]);
    expect(row.advanceByShortlist(list([1, 0], [2, 9]))).toBe(true);
    expect(row.advanceByShortlist(list([4], [2]))).toBe(true);
    expect([row.attempt().tokens, row.isFinished]).toEqual([[1], true]);
  });

  it('does not begin with what the rules forbid at the beginning', () => {
    const row = new Row({ prompt, rules, maxNewTokens: 10 }, 448);
    row.advance(Float32Array.of(9, 1, 0, 9, 9));
    row.advance(Float32Array.of(9, 1, 0, 9.5, 8));
    expect(row.attempt().tokens).toEqual([1, 0]);
  });

  it('stops at the number of new tokens asked for and says so', () => {
    const row = new Row({ prompt, rules, maxNewTokens: 2 }, 448);
    row.advance(favour(1));
    expect(row.isFinished).toBe(false);
    row.advance(favour(1));
    expect(row.isFinished).toBe(true);
    expect(row.attempt()).toMatchObject({ tokens: [1, 1], reachedTokenLimit: true });
  });

  it('stops when the network has no position left', () => {
    const row = new Row({ prompt, rules, maxNewTokens: 100 }, 5);
    for (let step = 0; step < 3; step++) {
      expect(row.isFinished).toBe(false);
      row.advance(favour(1));
    }
    expect(row.isFinished).toBe(true);
    // The last token is not fed any more, so the network's last position stays unused.
    expect(row.position).toBe(4);
  });

  it('keeps how likely each token was, the end token left out', () => {
    const row = new Row({ prompt, rules, maxNewTokens: 10 }, 448);
    const logits = () => Float32Array.of(-Infinity, Math.log(3), 0, 0, -Infinity);
    row.advance(logits());
    row.advance(logits());
    row.advance(favour(4));
    expect(row.attempt().tokens).toEqual([1, 1]);
    expect(row.attempt().tokenProbabilities.map((value) => value.toFixed(6))).toEqual(['0.750000', '0.750000']);
  });

  it('gives nothing before its first step', () => {
    expect(new Row({ prompt, rules, maxNewTokens: 2 }, 448).attempt()).toEqual({
      temperature: 0,
      tokens: [],
      tokenProbabilities: expect.any(Array) as number[],
      averageLogProbability: 0,
      reachedTokenLimit: true,
      isLoop: false,
    });
  });
});
