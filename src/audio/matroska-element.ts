/** One element: where it begins, where its body lies; `end` is Infinity where the size was not known when it was written. */
export interface MatroskaElement {
  readonly id: number;
  readonly start: number;
  readonly end: number;
}

/** The longest beginning of an element: an id of 4 bytes and a size of 8. */
export const ELEMENT_HEADER_BYTES = 12;

/** The element that begins at `at`, its places counted from `base` further on; undefined where none does. */
export function readMatroskaElement(bytes: Uint8Array, at: number, base = 0): MatroskaElement | undefined {
  const id = variableNumber(bytes, at, true);
  const size = id === undefined ? undefined : variableNumber(bytes, id.end, false);
  if (id === undefined || size === undefined) return undefined;
  const start = base + size.end;
  return { id: id.value, start, end: size.isUnknown ? Infinity : start + size.value };
}

/** A number whose first byte tells by leading zeros how many follow (RFC 8794 §4); ids keep the mark. */
function variableNumber(bytes: Uint8Array, at: number, keepsMark: boolean) {
  const first = bytes[at] ?? 0;
  const length = Math.clz32(first) - 23;
  if (first === 0 || at + length > bytes.length) return undefined;
  let value = keepsMark ? first : first & (0xff >> length);
  let isUnknown = value === 0xff >> length;
  for (let n = 1; n < length; n++) {
    value = value * 256 + bytes[at + n]!;
    isUnknown &&= bytes[at + n] === 0xff;
  }
  return { value, end: at + length, isUnknown };
}

/** The body of an element as a number. */
export function unsignedBody(body: Uint8Array): number {
  return body.reduce((value, byte) => value * 256 + byte, 0);
}
