import { readFileSync } from 'node:fs';
import { describeThrown, type WhisperBatchError } from './errors.ts';
import { damagedFile, unreadableFile } from './model-errors.ts';

/** A JSON object read from a file; its fields are unknown until one of the accessors has checked them. */
export class JsonFile {
  readonly path: string;
  readonly #fields: Readonly<Record<string, unknown>>;

  private constructor(path: string, fields: Readonly<Record<string, unknown>>) {
    this.path = path;
    this.#fields = fields;
  }

  /**
   * Reads and parses a file.
   *
   * @throws WhisperBatchError `MODEL_DAMAGED` when the file cannot be read or is not a JSON object
   */
  static read(path: string): JsonFile {
    return new JsonFile(path, parseObject(path, readText(path)));
  }

  get(key: string): unknown {
    return this.#fields[key];
  }

  string(key: string, fallback: string): string {
    const value = this.#fields[key];
    return typeof value === 'string' ? value : fallback;
  }

  /** A whole number ≥ 1. */
  positiveInteger(key: string): number {
    const value = this.#fields[key];
    if (typeof value === 'number' && Number.isInteger(value) && value >= 1) return value;
    throw this.#unexpected(key, 'a whole number of at least 1', value);
  }

  /** Token ids; an absent or null list is empty. */
  integers(key: string): readonly number[] {
    const value = this.#fields[key] ?? [];
    if (Array.isArray(value) && value.every((item): item is number => Number.isInteger(item))) return value;
    throw this.#unexpected(key, 'a list of whole numbers', value);
  }

  /** An object whose values are whole numbers, e.g. token ids by name; absent means empty. */
  integersByName(key: string): Readonly<Record<string, number>> {
    const value = this.#fields[key] ?? {};
    if (isRecord(value) && Object.values(value).every((item) => Number.isInteger(item))) {
      return value as Record<string, number>;
    }
    throw this.#unexpected(key, 'an object of whole numbers', value);
  }

  #unexpected(key: string, expected: string, found: unknown): WhisperBatchError {
    const shown = found === undefined ? 'nothing' : JSON.stringify(found).slice(0, 60);
    return damagedFile(this.path, `expected \`${key}\` to be ${expected}, found ${shown}`);
  }
}

/** Whether a value is an object with string keys and not an array. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw unreadableFile(path, error);
  }
}

function parseObject(path: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damagedFile(path, `expected JSON, found a syntax error (${describeThrown(error)})`);
  }
  if (!isRecord(value)) throw damagedFile(path, 'expected a JSON object, found another value');
  return value;
}
