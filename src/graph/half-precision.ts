/**
 * Single-precision values of IEEE 754 half-precision numbers, exactly: every half is a float32.
 *
 * @param halves bit patterns, as stored
 */
export function halfToSingle(halves: Uint16Array): Float32Array<ArrayBuffer> {
  const table = singlesByHalfBits();
  const singles = new Float32Array(halves.length);
  for (let index = 0; index < halves.length; index++) singles[index] = table[halves[index]!]!;
  return singles;
}

let cachedTable: Float32Array | undefined;

// 65 536 entries (256 KiB) make the conversion of a checkpoint one look-up a weight.
function singlesByHalfBits(): Float32Array {
  cachedTable ??= Float32Array.from({ length: 65_536 }, (_, bits) => halfBitsToNumber(bits));
  return cachedTable;
}

function halfBitsToNumber(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
