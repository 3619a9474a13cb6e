import { describeThrown, WhisperBatchError } from '../errors.ts';

interface Failure {
  readonly reason: string;
  readonly remedy: string;
}

const ELSEWHERE = 'choose another folder with --out-dir';
const PERMISSION: Failure = {
  reason: 'permission was denied',
  remedy: `Make the folder writable for this user, or ${ELSEWHERE}.`,
};
const FILE_IN_PATH: Failure = {
  reason: 'a part of that path is a file and not a folder',
  remedy: `Move that file away, or ${ELSEWHERE}.`,
};
const NO_SPACE: Failure = {
  reason: 'no space is left on the device',
  remedy: `Free some space, or ${ELSEWHERE}, and run again.`,
};
const FAILURES: Readonly<Record<string, Failure>> = {
  EACCES: PERMISSION,
  EPERM: PERMISSION,
  EROFS: { reason: 'the file system is read-only', remedy: `Use a writable one: ${ELSEWHERE}.` },
  EEXIST: FILE_IN_PATH,
  ENOTDIR: FILE_IN_PATH,
  EISDIR: {
    reason: 'a folder stands in its place',
    remedy: 'Move that folder away, or give the file another name.',
  },
  ENOSPC: NO_SPACE,
  EDQUOT: { ...NO_SPACE, reason: 'the disk quota is used up' },
  ENOENT: {
    reason: 'the folder that it belongs into is not there',
    remedy: 'Bring the folder back (a disk may have been taken away) and run again: what is finished is kept there.',
  },
  EIO: { reason: 'the disk reported an error', remedy: `Check the disk, or ${ELSEWHERE}.` },
  ENAMETOOLONG: { reason: 'the path is too long', remedy: `Shorten the name, or ${ELSEWHERE}.` },
};

/** The `OUTPUT_FAILED` error for a file that could not be written, with what to do about it. */
export function outputError(path: string, cause: unknown): WhisperBatchError {
  if (cause instanceof WhisperBatchError) return cause;
  const { reason, remedy } = FAILURES[systemCode(cause)] ?? {
    reason: describeThrown(cause),
    remedy: `Check the path, or ${ELSEWHERE}.`,
  };
  return new WhisperBatchError('OUTPUT_FAILED', `Expected to write ${path}, but ${reason}.`, remedy, { cause });
}

function systemCode(cause: unknown): string {
  return cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? cause.code : '';
}
