/* eslint-disable no-console -- the console is what this file is about */

/**
 * Runs synchronous `work` of a decoder while what it writes to `console.error` is counted instead of printed: some
 * write a message for every damaged frame, which would tear the progress display apart.
 */
export function countConsoleErrors<Result>(work: () => Result): { result: Result; count: number } {
  const print = console.error;
  let count = 0;
  console.error = (): void => {
    count++;
  };
  try {
    return { result: work(), count };
  } finally {
    console.error = print;
  }
}
