import { describeThrown, WhisperBatchError, type ErrorCode } from './errors.ts';

const GET_FILE_AGAIN = 'Get the file again from where the model came from.';
const GET_FILES_AGAIN = 'Get these files again from where the model came from.';
/** The code of several errors together: the first of these that one of them has. */
const WEIGHTIEST: readonly ErrorCode[] = ['MODEL_UNSAFE', 'MODEL_INCOMPLETE', 'MODEL_DAMAGED'];

/** The error for a model file that does not hold what it has to. */
export function damagedFile(path: string, what: string): WhisperBatchError {
  return new WhisperBatchError('MODEL_DAMAGED', `${path}: ${what}.`, GET_FILE_AGAIN);
}

/** The error for files of a model folder that do not hold what they have to. */
export function damagedFiles(folder: string, what: string): WhisperBatchError {
  return new WhisperBatchError('MODEL_DAMAGED', `${folder}: ${what}.`, GET_FILES_AGAIN);
}

/** The error for files that a model folder lacks. */
export function missingFiles(folder: string, what: string): WhisperBatchError {
  return new WhisperBatchError(
    'MODEL_INCOMPLETE',
    `${folder}: ${what}.`,
    'Copy the missing files into the model folder.',
  );
}

/** The error for a model file that the operating system does not let be read. */
export function unreadableFile(path: string, cause: unknown): WhisperBatchError {
  const message = `${path}: expected a readable file, but reading it failed: ${describeThrown(cause)}.`;
  const remedy = 'Check that the path is a file and that you may read it.';
  return new WhisperBatchError('MODEL_DAMAGED', message, remedy, { cause });
}

/** What a check finds wrong; defects of the program are thrown on. */
export function errorsOf(check: () => unknown): readonly WhisperBatchError[] {
  try {
    check();
    return [];
  } catch (error) {
    if (error instanceof WhisperBatchError) return [error];
    throw error;
  }
}

/** Throws one error that tells of all that are given, if there are any. */
export function throwTogether(errors: readonly WhisperBatchError[]): void {
  const [first, ...others] = errors;
  if (first === undefined) return;
  if (others.length === 0) throw first;
  const code = WEIGHTIEST.find((weighty) => errors.some((error) => error.code === weighty)) ?? first.code;
  throw new WhisperBatchError(code, errors.map(({ message }) => message).join(' '), remedyOf(errors));
}

function remedyOf(errors: readonly WhisperBatchError[]): string {
  const unsafe = errors.find(({ code }) => code === 'MODEL_UNSAFE');
  // What may do harm is not to be got once more.
  if (unsafe) return unsafe.remedy;
  const [remedy = '', ...others] = new Set(errors.map((error) => error.remedy));
  return others.length > 0 || remedy === GET_FILE_AGAIN ? GET_FILES_AGAIN : remedy;
}
