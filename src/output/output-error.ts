import { describeThrown, WhisperBatchError } from '../errors.ts';

interface Failure {
  readonly reason: string;
  readonly remedy: string;
}

const ELSEWHERE = 'choose another folder with --out-dir';

/**
 * The `OUTPUT_FAILED` error for a file that could not be written, with what to do about it.
 *
 * @param elsewhere how it is written to another place, as a clause
 */
export function outputError(path: string, cause: unknown, elsewhere = ELSEWHERE): WhisperBatchError {
  if (cause instanceof WhisperBatchError) return cause;
  const { reason, remedy } = failuresBy(elsewhere)[systemCode(cause)] ?? {
    reason: describeThrown(cause),
    remedy: `Check the path, or ${elsewhere}.`,
  };
  return new WhisperBatchError('OUTPUT_FAILED', `Expected to write ${path}, but ${reason}.`, remedy, { cause });
}

function failuresBy(elsewhere: string): Readonly<Record<string, Failure>> {
  const permission: Failure = {
    reason: 'permission was denied',
    remedy: `Make the folder writable for this user, or ${elsewhere}.`,
  };
  const fileInPath: Failure = {
    reason: 'a part of that path is a file and not a folder',
    remedy: `Move that file away, or ${elsewhere}.`,
  };
  const noSpace: Failure = {
    reason: 'no space is left on the device',
    remedy: `Free some space, or ${elsewhere}, and run again.`,
  };
  const noSuchName: Failure = {
    reason: 'the file system takes no such name',
    remedy: `Rename the recording, or ${elsewhere}.`,
  };
  return {
    EACCES: permission,
    EPERM: permission,
    EROFS: { reason: 'the file system is read-only', remedy: `Use a writable one: ${elsewhere}.` },
    EEXIST: fileInPath,
    ENOTDIR: fileInPath,
    EISDIR: {
      reason: 'a folder stands in its place',
      remedy: 'Move that folder away, or give the file another name.',
    },
    ENOSPC: noSpace,
    EDQUOT: { ...noSpace, reason: 'the disk quota is used up' },
    EFBIG: {
      reason: 'it would be larger than a file may be here',
      remedy: `Raise the limit (ulimit -f), or ${elsewhere}.`,
    },
    ENOENT: {
      reason: 'the folder that it belongs into is not there and cannot be made',
      remedy: `Check the path, or ${elsewhere}; if a disk was taken away, bring it back and run again.`,
    },
    EIO: { reason: 'the disk reported an error', remedy: `Check the disk, or ${elsewhere}.` },
    EILSEQ: noSuchName,
    EINVAL: noSuchName,
    ENAMETOOLONG: { reason: 'the path is too long', remedy: `Shorten the name, or ${elsewhere}.` },
  };
}

/** What the operating system calls what went wrong, e.g. `ENOSPC`; empty for anything else. */
export function systemCode(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}
