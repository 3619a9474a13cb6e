import { createHash } from 'node:crypto';
import { isRecord } from '../json-file.ts';

/** A record of a journal, with the names that it has in memory. */
export type JournalRecord = Readonly<Record<string, unknown>>;

const CHECKSUM_CHARACTERS = 16;
/** Where the record begins: after `["`, the checksum and `",`. */
const RECORD_START = CHECKSUM_CHARACTERS + 4;

/** A record as a line of JSON, `["CHECKSUM",{…}]`, with the newline that says that it is whole. */
export function encodeLine(record: JournalRecord): string {
  const json = JSON.stringify(renameKeys(record, snakeCase));
  return `["${checksum(json)}",${json}]\n`;
}

/** The record of a line without its newline; `undefined` for a line that is torn or damaged. */
export function decodeLine(line: string): JournalRecord | undefined {
  const json = line.slice(RECORD_START, -1);
  if (line !== `["${checksum(json)}",${json}]`) return undefined;
  const record = renameKeys(JSON.parse(json), camelCase);
  return isRecord(record) ? record : undefined;
}

// Half of 128 bits is far more than damage by accident needs; it is no protection against forgers.
function checksum(json: string): string {
  return createHash('sha256').update(json).digest('hex').slice(0, CHECKSUM_CHARACTERS);
}

function renameKeys(value: unknown, rename: (key: string) => string): unknown {
  if (Array.isArray(value)) return value.map((item) => renameKeys(item, rename));
  if (!isRecord(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [rename(key), renameKeys(item, rename)]));
}

function snakeCase(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function camelCase(key: string): string {
  return key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
