/**
 * What other threads may know of this thread's calls into native code: ending a thread inside one aborts the process.
 *
 * Two 32-bit integers: calls under way, and calls finished so far.
 */
export type NativeWork = Int32Array<SharedArrayBuffer>;

const UNDER_WAY = 0;
const FINISHED = 1;
/** Taken from the calls under way once no further one may begin. */
const FORBIDDEN = 1 << 30;

let shared = createNativeWork();

/** A count that starts at nothing. */
export function createNativeWork(): NativeWork {
  return new Int32Array(new SharedArrayBuffer(2 * Int32Array.BYTES_PER_ELEMENT));
}

/** Lets this thread count its native calls where another thread can see them. */
export function shareNativeWork(work: NativeWork): void {
  shared = work;
}

/**
 * Makes a native call and counts it.
 *
 * @throws Error when native calls of this thread have been forbidden
 */
export async function duringNativeWork<Result>(call: () => Promise<Result>): Promise<Result> {
  const work = shared;
  const before = Atomics.add(work, UNDER_WAY, 1);
  try {
    if (before < 0) throw new Error('This thread was given up and may not call ONNX Runtime any more.');
    return await call();
  } finally {
    Atomics.sub(work, UNDER_WAY, 1);
    Atomics.add(work, FINISHED, 1);
  }
}

/**
 * Lets no further native call begin and says whether none is under way, so that the thread may be ended.
 *
 * One step, not two: a call that begins between looking and ending would abort the process.
 */
export function forbidNativeWork(work: NativeWork): boolean {
  return Atomics.sub(work, UNDER_WAY, FORBIDDEN) === 0;
}

/** Whether a thread whose calls are forbidden is still inside one that had begun before. */
export function isStillInside(work: NativeWork): boolean {
  return Atomics.load(work, UNDER_WAY) > -FORBIDDEN;
}

/** Native calls a thread has finished so far: as long as this grows, it is getting on. */
export function finishedCalls(work: NativeWork): number {
  return Atomics.load(work, FINISHED);
}
