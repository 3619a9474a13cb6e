import { describe, expect, it } from 'vitest';
import { WhisperBatchError } from '../../src/errors.ts';
import { outputError } from '../../src/output/output-error.ts';

describe('outputError', () => {
  it.each([
    [
      'EACCES',
      'permission was denied',
      'Make the folder writable for this user, or choose another folder with --out-dir.',
    ],
    ['EROFS', 'the file system is read-only', 'Use a writable one: choose another folder with --out-dir.'],
    ['EDQUOT', 'the disk quota is used up', 'Free some space, or choose another folder with --out-dir, and run again.'],
    [
      'EFBIG',
      'it would be larger than a file may be here',
      'Raise the limit (ulimit -f), or choose another folder with --out-dir.',
    ],
    [
      'ENOENT',
      'the folder that it belongs into is not there and cannot be made',
      'Check the path, or choose another folder with --out-dir; if a disk was taken away, bring it back and run again.',
    ],
    ['EINVAL', 'the file system takes no such name', 'Rename the recording, or choose another folder with --out-dir.'],
    ['ENAMETOOLONG', 'the path is too long', 'Shorten the name, or choose another folder with --out-dir.'],
  ])('explains %s and says what to do', (code, reason, remedy) => {
    const cause = Object.assign(new Error('from the system'), { code });
    const error = outputError('results/a.csv', cause);
    expect(error).toMatchObject({
      code: 'OUTPUT_FAILED',
      message: `Expected to write results/a.csv, but ${reason}.`,
      remedy,
    });
    expect(error.cause).toBe(cause);
  });

  it('passes on what the system said of anything else', () => {
    expect(outputError('a.csv', new Error('EIO: i/o error'))).toMatchObject({
      message: 'Expected to write a.csv, but EIO: i/o error.',
      remedy: 'Check the path, or choose another folder with --out-dir.',
    });
  });

  it('says how a file that is named apart is written elsewhere', () => {
    const cause = Object.assign(new Error('from the system'), { code: 'EROFS' });
    expect(outputError('a.csv', cause, 'give another path').remedy).toBe('Use a writable one: give another path.');
  });

  it('leaves an explained error as it is', () => {
    const error = new WhisperBatchError('OUTPUT_FAILED', 'message', 'remedy');
    expect(outputError('a.csv', error)).toBe(error);
  });
});
