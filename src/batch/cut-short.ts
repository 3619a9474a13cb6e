import type { DecodingRequest } from '../decode/row.ts';
import type { DecodedWindow } from '../decode/window-job.ts';
import { repeatsItself } from './join-decoded.ts';

/**
 * Whether the text of a window ends where the network had no room for more, and not at the end of speech.
 *
 * In alphabets of which the model knows single letters only, half a minute of speech takes more tokens than there are.
 */
export function isCutShort(decoded: DecodedWindow, { usesWholeRoom = false }: DecodingRequest): boolean {
  return usesWholeRoom && decoded.reachedTokenLimit && !repeatsItself(decoded);
}

/**
 * What was decoded up to the last timestamp that ends a segment, where the network had no room for the next one; else
 * all of it.
 */
export function untilLastSegment(
  decoded: DecodedWindow,
  request: DecodingRequest,
  firstTimestampToken: number,
): DecodedWindow {
  const { tokens } = decoded;
  const isText = (token: number | undefined) => token !== undefined && token < firstTimestampToken;
  const last = tokens.findLastIndex((token, index) => !isText(token) && isText(tokens[index - 1]));
  if (last === -1 || !isCutShort(decoded, request)) return decoded;
  return { ...firstTokens(decoded, last + 1), reachedTokenLimit: false };
}

/** What was decoded, up to a token. */
export function firstTokens(decoded: DecodedWindow, count: number): DecodedWindow {
  const { tokens, tokenTimes } = decoded;
  const until = <Value>(values: readonly Value[]) => values.slice(0, count);
  const times = tokenTimes && {
    tokenTimes: { endSeconds: until(tokenTimes.endSeconds), probabilities: until(tokenTimes.probabilities) },
  };
  return { ...decoded, ...times, tokens: until(tokens) };
}
