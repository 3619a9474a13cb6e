import { closeSync, existsSync, fstatSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { closeLostTerminals } from '../../src/cli/close-lost-terminals.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('closeLostTerminals', () => {
  it.runIf(existsSync('/dev/null'))('closes devices that are no terminal any more', () => {
    const descriptor = openSync('/dev/null', 'w');
    closeLostTerminals([descriptor]);
    expect(() => fstatSync(descriptor)).toThrow('EBADF');
    // Closed twice, it is passed over.
    closeLostTerminals([descriptor]);
  });

  it('leaves files open, to which output was sent', () => {
    const descriptor = openSync(join(temporaryFolder(), 'log'), 'w');
    closeLostTerminals([descriptor]);
    expect(fstatSync(descriptor).isFile()).toBe(true);
    closeSync(descriptor);
  });
});
