import { isStillInside, type NativeWork } from '../graph/native-work.ts';

const abandoned: NativeWork[] = [];

/** Notes a thread that was given up inside a native call. */
export function rememberAbandoned(work: NativeWork): void {
  abandoned.push(work);
}

/** Whether a thread that was given up is still inside ONNX Runtime: then Node cannot end the process cleanly. */
export function hasStuckThreads(): boolean {
  return abandoned.some(isStillInside);
}
