// Preloaded by interrupted-process.test.ts: the results of a run are not written for a minute, as on a disk that is busy.
import fs from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { setTimeout as delay } from 'node:timers/promises';

const { rename } = fs;
fs.rename = async (from, to) => {
  if (/inference_[^/]*$/u.test(String(to))) await delay(60_000);
  return rename(from, to);
};
syncBuiltinESMExports();
