import { describe, expect, it } from 'vitest';
import { NUMBER_WORDS } from '../../src/metrics/number-words.ts';

describe('NUMBER_WORDS', () => {
  it.each([
    ['nineteen', { kind: 'ones', value: 19n, suffix: '' }],
    ['sixes', { kind: 'ones', value: 6n, suffix: 's' }],
    ['twelfth', { kind: 'ones', value: 12n, suffix: 'th' }],
    ['eighth', { kind: 'ones', value: 8n, suffix: 'th' }],
    ['twentieth', { kind: 'tens', value: 20n, suffix: 'th' }],
    ['nineties', { kind: 'tens', value: 90n, suffix: 's' }],
    ['decillion', { kind: 'multiplier', value: 10n ** 33n, suffix: '' }],
    ['cents', { kind: 'currency', symbol: '¢' }],
    ['triple', { kind: 'repeat', times: 3 }],
    ['fivth', undefined],
    ['constructor', undefined],
  ])('knows %s', (word, meaning) => {
    expect(NUMBER_WORDS.get(word)).toEqual(meaning);
  });
});
