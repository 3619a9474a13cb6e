import { toErrorRecord, type ErrorRecord } from '../../src/errors.ts';

/** The record of what a function throws, so that code, message and remedy can be compared at once. */
export function errorOf(work: () => unknown): ErrorRecord {
  try {
    work();
  } catch (error) {
    return toErrorRecord(error);
  }
  throw new Error('Expected an error, nothing was thrown.');
}

/** The record of what a promise is rejected with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<ErrorRecord> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason ?? new Error('rejected with nothing'),
  );
  if (error === undefined) throw new Error('Expected a rejection, the promise was fulfilled.');
  return toErrorRecord(error);
}
