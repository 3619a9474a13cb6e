/** Brings texts to the form in which their words are compared. */
export interface TextNormalizer {
  /** What reports call it. */
  readonly name: string;
  /** The text as words with single spaces between them. */
  readonly normalize: (text: string) => string;
}

/**
 * Lower case and NFKC; all that is no letter, digit or mark becomes a space, but apostrophes inside words stay.
 *
 * Numbers and abbreviations are not spelled out: "Mr." stays different from "mister".
 */
export const basicNormalizer: TextNormalizer = { name: 'basic', normalize: normalizeBasic };

function normalizeBasic(text: string): string {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[‘’ʼ]/gu, "'")
    .replace(/[^\p{L}\p{N}\p{M}']/gu, ' ')
    .replace(/(?<![\p{L}\p{N}\p{M}])'+|'+(?![\p{L}\p{N}\p{M}])/gu, ' ')
    .replace(/ +/gu, ' ')
    .trim();
}
