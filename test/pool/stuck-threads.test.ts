import { expect, it } from 'vitest';
import { createNativeWork, duringNativeWork, forbidNativeWork, shareNativeWork } from '../../src/graph/native-work.ts';
import { hasStuckThreads, rememberAbandoned } from '../../src/pool/stuck-threads.ts';

it('knows a thread to be stuck until it leaves its native call', async () => {
  expect(hasStuckThreads()).toBe(false);
  const work = createNativeWork();
  shareNativeWork(work);
  let leave: () => void = () => undefined;
  const call = duringNativeWork(() => new Promise<void>((resolve) => (leave = resolve)));
  forbidNativeWork(work);
  rememberAbandoned(work);
  expect(hasStuckThreads()).toBe(true);
  leave();
  await call;
  expect(hasStuckThreads()).toBe(false);
});
