import { describe, expect, it } from 'vitest';
import { judgedLanguage } from '../../src/metrics/judged-text.ts';

describe('judgedLanguage', () => {
  it('takes the first language that somebody told', () => {
    expect(judgedLanguage('de', 'fr')).toBe('de');
    expect(judgedLanguage(null, undefined, 'fr')).toBe('fr');
    expect(judgedLanguage('auto', 'ja', 'en')).toBe('ja');
  });

  it('says so where nobody did', () => {
    expect(judgedLanguage()).toBe('unknown');
    expect(judgedLanguage('auto', null)).toBe('unknown');
  });
});
