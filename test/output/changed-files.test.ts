import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { changedFiles } from '../../src/output/changed-files.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('changedFiles', () => {
  it('leaves out what holds its text, and gives what is different, missing, no file or out of reach', () => {
    const folder = temporaryFolder();
    const path = (name: string) => join(folder, name);
    for (const [name, text] of Object.entries({ same: 'grüße', longer: 'grüße!', different: 'GRÜßE' })) {
      writeFileSync(path(name), text);
    }
    mkdirSync(path('folder'));
    const names = ['same', 'longer', 'different', 'missing', 'folder', 'same/below'];
    const changed = changedFiles(names.map((name) => ({ path: path(name), text: 'grüße' })));
    expect(changed).toEqual(names.slice(1).map((name) => ({ path: path(name), text: 'grüße' })));
  });
});
