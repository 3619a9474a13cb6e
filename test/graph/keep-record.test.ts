import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { keepRecord } from '../../src/graph/keep-record.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('keepRecord', () => {
  it('replaces what was there, and leaves nothing else', () => {
    const folder = temporaryFolder();
    const path = join(folder, 'record.json');
    writeFileSync(path, 'before');
    expect(keepRecord(path, [{ a: 1 }])).toBe(true);
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual([{ a: 1 }]);
    expect(readdirSync(folder)).toEqual(['record.json']);
  });

  it('says where it could not be kept: in no folder, and below a file', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(keepRecord(join(folder, 'none', 'record.json'), 1)).toBe(false);
    expect(keepRecord(join(folder, 'file', 'record.json'), 1)).toBe(false);
    expect(readdirSync(folder)).toEqual(['file']);
  });
});
