import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalizeBasic, normalizeLetters } from '../../src/metrics/basic-normalizer.ts';
import { normalizeEnglish } from '../../src/metrics/english-normalizer.ts';
import { normalizerFor } from '../../src/metrics/normalize-text.ts';

type GoldenLine = readonly [text: string, english: string, basic: string, letters: string];

/** What openai-whisper 20250625 makes of texts; see test/golden/README.md. */
const golden = gunzipSync(readFileSync(new URL('../golden/normalised-texts.jsonl.gz', import.meta.url)))
  .toString('utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line) as GoldenLine);

/** Lines on which a port differs from the original. */
function differences(port: (text: string) => string, column: 1 | 2 | 3): unknown[] {
  return golden.flatMap((line) => {
    const ours = port(line[0]);
    return ours === line[column] ? [] : [{ text: line[0], original: line[column], ours }];
  });
}

describe("OpenAI's normalisers", () => {
  it('are compared with the originals on at least 5,000 lines', () => {
    expect(golden.length).toBeGreaterThanOrEqual(5000);
  });

  it('give the same English text on every line', () => {
    expect(differences(normalizeEnglish, 1)).toEqual([]);
  });

  it('give the same basic text on every line', () => {
    expect(differences(normalizeBasic, 2)).toEqual([]);
  });

  it('give the same letters on every line', () => {
    expect(differences(normalizeLetters, 3)).toEqual([]);
  });
});

describe('normalizerFor', () => {
  it.each([
    ['en', 'english', false],
    ['de', 'basic', false],
    ['unknown', 'basic', false],
    ['ja', 'basic, letters', true],
    ['yue', 'basic, letters', true],
  ])('takes for %s the normaliser "%s"', (language, name, splitsLetters) => {
    expect(normalizerFor(language)).toMatchObject({ name, splitsLetters });
  });

  it('leaves single spaces between words and none around them', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'É', "'", '’', ' ', '\n', '.', '3', '(', ')', '$', '子') });
    fc.assert(
      fc.property(text, fc.constantFrom('en', 'de', 'zh'), (any, language) => {
        expect(normalizerFor(language).normalize(any)).not.toMatch(/^ | {2}| $|\n/);
      }),
    );
  });
});
