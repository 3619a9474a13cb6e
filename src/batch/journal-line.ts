import { createHash } from 'node:crypto';
import { isRecord } from '../json-file.ts';

/** A record of a journal, with the names that it has in memory. */
export type JournalRecord = Readonly<Record<string, unknown>>;

const CHECKSUM_CHARACTERS = 16;
/** Where the record begins: after `["`, the checksum and `",`. */
const RECORD_START = CHECKSUM_CHARACTERS + 4;
const [BRACKET, QUOTE, COMMA, END] = Buffer.from('[",]');

/** A record as a line of JSON, `["CHECKSUM",{…}]`, with the newline that says that it is whole. */
export function encodeLine(record: JournalRecord): string {
  const json = JSON.stringify(renameKeys(record, snakeCase));
  return `["${checksum(json)}",${json}]\n`;
}

/**
 * The record of a line without its newline, with the names that it has on disk; `undefined` for a line that is torn or
 * damaged.
 */
export function parseLine(line: Buffer): JournalRecord | undefined {
  const json = line.subarray(RECORD_START, -1);
  if (!hasFrame(line) || line.toString('latin1', 2, RECORD_START - 2) !== checksum(json)) return undefined;
  const record: unknown = JSON.parse(json.toString('utf8'));
  return isRecord(record) ? record : undefined;
}

/** A part of a record that was read, with the names that it has in memory. */
export function withMemoryNames(part: unknown): unknown {
  return renameKeys(part, camelCase);
}

function hasFrame(line: Buffer): boolean {
  const frame = [line[0], line[1], line[RECORD_START - 2], line[RECORD_START - 1], line.at(-1)];
  return [BRACKET, QUOTE, QUOTE, COMMA, END].every((byte, index) => byte === frame[index]);
}

// Half of 128 bits is far more than damage by accident needs; it is no protection against forgers.
function checksum(json: string | Buffer): string {
  return createHash('sha256').update(json).digest('hex').slice(0, CHECKSUM_CHARACTERS);
}

function renameKeys(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renameKeys(item, rename));
  if (!isRecord(value)) return value;
  const renamed: Record<string, unknown> = {};
  for (const key of Object.keys(value)) renamed[rename(key)] = renameKeys(value[key], rename);
  return renamed;
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Few names, and ten thousand records of them. */
const camelCases = new Map<string, string>();

function camelCase(key: string): string {
  const known = camelCases.get(key);
  if (known !== undefined) return known;
  const name = key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  camelCases.set(key, name);
  return name;
}
