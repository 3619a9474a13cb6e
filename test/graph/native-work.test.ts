import { beforeEach, describe, expect, it } from 'vitest';
import {
  createNativeWork,
  duringNativeWork,
  finishedCalls,
  forbidNativeWork,
  isStillInside,
  shareNativeWork,
  type NativeWork,
} from '../../src/graph/native-work.ts';

describe('duringNativeWork', () => {
  let work: NativeWork;

  beforeEach(() => {
    work = createNativeWork();
    shareNativeWork(work);
  });

  it('counts calls that are finished, also those that failed', async () => {
    expect(await duringNativeWork(() => Promise.resolve('result'))).toBe('result');
    await expect(duringNativeWork(() => Promise.reject(new Error('bad shape')))).rejects.toThrow('bad shape');
    expect(finishedCalls(work)).toBe(2);
  });

  it('lets a thread be ended that is in no call, and makes none afterwards', async () => {
    await duringNativeWork(() => Promise.resolve());
    expect(forbidNativeWork(work)).toBe(true);
    expect(isStillInside(work)).toBe(false);
    let calls = 0;
    const call = duringNativeWork(() => Promise.resolve(calls++));
    await expect(call).rejects.toThrow('This thread was given up and may not call ONNX Runtime any more.');
    expect(calls).toBe(0);
    expect(isStillInside(work)).toBe(false);
  });

  it('lets no thread be ended inside a call, and tells when it has left', async () => {
    let leave: () => void = () => undefined;
    const call = duringNativeWork(() => new Promise<void>((resolve) => (leave = resolve)));
    expect(forbidNativeWork(work)).toBe(false);
    expect(isStillInside(work)).toBe(true);
    leave();
    await call;
    expect(isStillInside(work)).toBe(false);
  });
});
