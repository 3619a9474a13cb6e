import { describe, expect, it } from 'vitest';
import { likeliestLanguage, noSpeechProbability } from '../../src/decode/start-logits.ts';

const logits = Float32Array.from([0.1, 0.2, 0.3, 0.4], Math.log);

describe('noSpeechProbability', () => {
  it('is the share of the token among all', () => {
    expect(noSpeechProbability(logits, 2)).toBeCloseTo(0.3, 6);
    expect(
      noSpeechProbability(
        logits.map((logit) => logit + 200),
        2,
      ),
    ).toBeCloseTo(0.3, 4);
  });
});

describe('likeliestLanguage', () => {
  it('looks at language tokens only', () => {
    const { token, probability } = likeliestLanguage(logits, [0, 2]);
    expect(token).toBe(2);
    expect(probability).toBeCloseTo(0.75, 6);
  });

  it('takes the first of equal ones', () => {
    expect(likeliestLanguage(new Float32Array(4), [3, 1])).toEqual({ token: 3, probability: 0.5 });
  });
});
