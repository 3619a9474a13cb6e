import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { isRecord, JsonFile } from '../src/json-file.ts';
import { errorOf } from './helpers/error-of.ts';
import { temporaryFolder } from './helpers/temporary-folder.ts';

const remedy = 'Get the file again from where the model came from.';
const path = join(temporaryFolder(), 'file.json');

function fileWith(content: unknown): JsonFile {
  writeFileSync(path, JSON.stringify(content));
  return JsonFile.read(path);
}

describe('JsonFile.read', () => {
  it('names a file that is not JSON and says where the error is', () => {
    writeFileSync(path, '{"a": }');
    expect(errorOf(() => JsonFile.read(path))).toEqual({
      code: 'MODEL_DAMAGED',
      message: `${path}: expected JSON, found a syntax error (Unexpected token '}', "{"a": }" is not valid JSON).`,
      remedy,
    });
  });

  it('names a file that cannot be read', () => {
    const folder = temporaryFolder();
    expect(errorOf(() => JsonFile.read(folder))).toEqual({
      code: 'MODEL_DAMAGED',
      message: `${folder}: expected a readable file, but reading it failed: EISDIR: illegal operation on a directory, read.`,
      remedy: 'Check that the path is a file and that you may read it.',
    });
  });

  it.each(['[1]', 'null', '"text"', '1'])('refuses %s, which is no object', (text) => {
    writeFileSync(path, text);
    const message = `${path}: expected a JSON object, found another value.`;
    expect(errorOf(() => JsonFile.read(path))).toEqual({ code: 'MODEL_DAMAGED', message, remedy });
  });
});

describe('the accessors of JsonFile', () => {
  it('give what is there', () => {
    const file = fileWith({ s: 'x', n: 3, list: [1, -2], map: { a: 1 }, other: { deep: [] } });
    expect(file.path).toBe(path);
    expect(file.string('s', 'y')).toBe('x');
    expect(file.positiveInteger('n')).toBe(3);
    expect(file.integers('list')).toEqual([1, -2]);
    expect(file.integersByName('map')).toEqual({ a: 1 });
    expect(file.get('other')).toEqual({ deep: [] });
  });

  it('fall back where something may be absent', () => {
    const file = fileWith({ list: null, map: null, s: 3 });
    expect(file.string('s', 'y')).toBe('y');
    expect(file.string('absent', 'y')).toBe('y');
    expect([file.integers('list'), file.integers('absent')]).toEqual([[], []]);
    expect([file.integersByName('map'), file.integersByName('absent')]).toEqual([{}, {}]);
    expect(file.get('absent')).toBeUndefined();
  });

  it.each([
    [0, '0'],
    [-1, '-1'],
    [1.5, '1.5'],
    ['512', '"512"'],
    [null, 'null'],
    [undefined, 'nothing'],
    [[1], '[1]'],
  ])('refuse %j as a positive whole number', (value, shown) => {
    expect(errorOf(() => fileWith({ d_model: value }).positiveInteger('d_model'))).toEqual({
      code: 'MODEL_DAMAGED',
      message: `${path}: expected \`d_model\` to be a whole number of at least 1, found ${shown}.`,
      remedy,
    });
  });

  it.each([
    [[1, '2'], '[1,"2"]'],
    [[1.5], '[1.5]'],
    [7, '7'],
    [Array.from({ length: 50 }, () => 0.5), `[${'0.5,'.repeat(15).slice(0, 59)}`],
  ])('refuse %j as a list of whole numbers and show 60 characters of it', (value, shown) => {
    expect(errorOf(() => fileWith({ ids: value }).integers('ids')).message).toBe(
      `${path}: expected \`ids\` to be a list of whole numbers, found ${shown}.`,
    );
  });

  it.each([
    [{ en: '1' }, '{"en":"1"}'],
    [[1], '[1]'],
  ])('refuse %j as numbers by name', (value, shown) => {
    expect(errorOf(() => fileWith({ lang_to_id: value }).integersByName('lang_to_id')).message).toBe(
      `${path}: expected \`lang_to_id\` to be an object of whole numbers, found ${shown}.`,
    );
  });
});

describe('isRecord', () => {
  it('tells objects from arrays and null', () => {
    expect([{}, { a: 1 }, [], null, undefined, 'x', 1].map(isRecord)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});
