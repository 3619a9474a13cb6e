/** Remainder of a byte for each polynomial (RFC 9639 §9.1.8 and §9.3). */
const CRC8 = Uint8Array.from({ length: 256 }, (_, byte) => remainder(byte, 0x107, 8));
const CRC16 = Uint16Array.from({ length: 256 }, (_, byte) => remainder(byte << 8, 0x1_8005, 16));

/** The check byte of a frame header. */
export function flacCrc8(bytes: Uint8Array, from: number, to: number): number {
  let crc = 0;
  for (let at = from; at < to; at++) crc = CRC8[crc ^ bytes[at]!]!;
  return crc;
}

/** The check of a whole frame, continued from `crc`; 0 once its last two bytes are included. */
export function flacCrc16(bytes: Uint8Array, from: number, to: number, crc = 0): number {
  let sum = crc;
  for (let at = from; at < to; at++) sum = CRC16[(sum >> 8) ^ bytes[at]!]! ^ ((sum << 8) & 0xffff);
  return sum;
}

function remainder(value: number, polynomial: number, width: number): number {
  let rest = value;
  for (let bit = 0; bit < 8; bit++) rest = rest & (1 << (width - 1)) ? (rest << 1) ^ polynomial : rest << 1;
  return rest;
}
