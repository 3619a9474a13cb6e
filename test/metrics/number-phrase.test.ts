import { describe, expect, it } from 'vitest';
import { NumberPhrase } from '../../src/metrics/number-phrase.ts';

describe('NumberPhrase', () => {
  it('holds a number until it cannot grow', () => {
    const phrase = new NumberPhrase();
    phrase.add({ previous: undefined, current: 'twenty', next: 'five' });
    phrase.add({ previous: 'twenty', current: 'five', next: 'men' });
    expect(phrase.written).toEqual([]);
    phrase.add({ previous: 'five', current: 'men', next: undefined });
    expect(phrase.written).toEqual(['25', 'men']);
  });

  it('says when it took the next word as well', () => {
    const phrase = new NumberPhrase();
    expect(phrase.add({ previous: undefined, current: 'double', next: 'seven' })).toBe(true);
    expect(phrase.add({ previous: 'seven', current: 'per', next: 'cent' })).toBe(true);
    expect(phrase.written).toEqual(['77%']);
    phrase.end();
    expect(phrase.written).toEqual(['77%']);
  });
});
