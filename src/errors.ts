/** Every code a {@link WhisperBatchError} can carry. */
export type ErrorCode =
  | 'USAGE'
  | 'NO_AUDIO_FOUND'
  | 'AUDIO_UNREADABLE'
  | 'AUDIO_UNSUPPORTED'
  | 'AUDIO_INVALID'
  | 'AUDIO_EMPTY'
  | 'AUDIO_TOO_LONG'
  | 'MODEL_NOT_FOUND'
  | 'MODEL_INCOMPLETE'
  | 'MODEL_DAMAGED'
  | 'MODEL_UNSUPPORTED'
  | 'MODEL_UNSAFE'
  | 'COMPILE_FAILED'
  | 'ENVIRONMENT'
  | 'OUTPUT_FAILED'
  | 'OUTPUT_REFUSED'
  | 'RESULTS_DAMAGED'
  | 'WORKER_FAILED'
  | 'WORKER_HUNG'
  | 'CANCELLED'
  | 'INTERNAL';

/** An {@link WhisperBatchError} as plain data: error classes lose their fields on the way between threads. */
export interface ErrorRecord {
  readonly code: ErrorCode;
  /** What was expected, what was found, and where. */
  readonly message: string;
  /** One sentence saying what to do about it; empty when nothing can be done. */
  readonly remedy: string;
}

/** A failure the user can understand and act on; anything else that is thrown is a defect of the program. */
export class WhisperBatchError extends Error {
  override readonly name = 'WhisperBatchError';
  readonly code: ErrorCode;
  readonly remedy: string;

  constructor(code: ErrorCode, message: string, remedy: string, options?: ErrorOptions) {
    super(message, options);
    this.code = code;
    this.remedy = remedy;
  }
}

/** The plain record of whatever was thrown; unknown errors become `INTERNAL` with their own message. */
export function toErrorRecord(error: unknown): ErrorRecord {
  if (error instanceof WhisperBatchError) {
    return { code: error.code, message: error.message, remedy: error.remedy };
  }
  return {
    code: 'INTERNAL',
    message: describeThrown(error),
    remedy: 'Please report this as a bug, with the command and the file that caused it.',
  };
}

/** The {@link WhisperBatchError} that a record was made from. */
export function fromErrorRecord(record: ErrorRecord): WhisperBatchError {
  return new WhisperBatchError(record.code, record.message, record.remedy);
}

/** The message of anything that can be thrown. */
export function describeThrown(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
