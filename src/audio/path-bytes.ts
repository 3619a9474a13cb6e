import { isUtf8 } from 'node:buffer';

/** Where lone surrogates for bytes that are no UTF-8 begin, as in Python's PEP 383. */
const ESCAPE = 0xdc00;

/** The path as text: bytes that are no UTF-8 become lone surrogates, so that none is lost and no two paths are equal. */
export function pathText(bytes: Buffer): string {
  if (isUtf8(bytes)) return bytes.toString('utf8');
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = characterBytes(bytes, at);
    text += length > 0 ? bytes.toString('utf8', at, at + length) : String.fromCharCode(ESCAPE + bytes[at]!);
    at += Math.max(1, length);
  }
  return text;
}

/** What to give to the file system for a path made by {@link pathText}. */
export function pathForFileSystem(path: string): string | Buffer {
  const parts = path.split(/([\uDC80-\uDCFF])/u);
  if (parts.length === 1) return path;
  return Buffer.concat(
    parts.map((part, n) => (n % 2 === 0 ? Buffer.from(part) : Buffer.from([part.charCodeAt(0) - ESCAPE]))),
  );
}

/** The length of the character that begins at a byte; 0 where none does. */
function characterBytes(bytes: Buffer, at: number): number {
  return [1, 2, 3, 4].find((length) => at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length))) ?? 0;
}
