/** A page begins with these, lengths of segments follow (RFC 3533 §6). */
export const OGG_PAGE_HEADER_BYTES = 27;

/** Where the page that begins at `at` ends; undefined where its header is not whole or of another version. */
export function oggPageEnd(bytes: Uint8Array, at: number): number | undefined {
  if (at + OGG_PAGE_HEADER_BYTES > bytes.length || bytes[at + 4] !== 0) return undefined;
  const firstLength = at + OGG_PAGE_HEADER_BYTES;
  const lengths = bytes.subarray(firstLength, firstLength + bytes[at + 26]!);
  return lengths.length < bytes[at + 26]! ? undefined : lengths.reduce((end, length) => end + length, firstLength + lengths.length); // prettier-ignore
}
