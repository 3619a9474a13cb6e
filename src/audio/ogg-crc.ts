/** Remainder of a byte for the polynomial of Ogg (RFC 3533 §6), highest bit first. */
const CRC32 = Uint32Array.from({ length: 256 }, (_, byte) => remainder(byte));
const CHECK_BYTE = 22;
const CHECK_END = 26;

/** Whether the check of a whole Ogg page is right. */
export function isSoundOggPage(page: Uint8Array): boolean {
  const stated = Buffer.from(page.buffer, page.byteOffset, page.length).readUInt32LE(CHECK_BYTE);
  let crc = 0;
  for (let at = 0; at < page.length; at++) {
    const byte = at >= CHECK_BYTE && at < CHECK_END ? 0 : page[at]!;
    crc = (crc << 8) ^ CRC32[(crc >>> 24) ^ byte]!;
  }
  return crc >>> 0 === stated;
}

function remainder(byte: number): number {
  let rest = byte << 24;
  for (let bit = 0; bit < 8; bit++) rest = rest < 0 ? (rest << 1) ^ 0x04c1_1db7 : rest << 1;
  return rest >>> 0;
}
