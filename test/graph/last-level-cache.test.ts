import { describe, expect, it } from 'vitest';
import { lastLevelCache } from '../../src/graph/last-level-cache.ts';

const MIB = 2 ** 20;

function reader(files: Readonly<Record<string, string>>) {
  return (path: string) => files[path.replace('/sys/devices/system/cpu/cpu0/cache/', '')];
}

describe('lastLevelCache', () => {
  it('takes the largest cache and counts the cores that share it', () => {
    const files = {
      'index0/size': '32K\n',
      'index0/shared_cpu_list': '0\n',
      'index2/size': '1024K\n',
      'index2/shared_cpu_list': '0,8\n',
      'index3/size': '32768K\n',
      'index3/shared_cpu_list': '0-7,16-23\n',
    };
    expect(lastLevelCache(reader(files))).toEqual({ bytes: 32 * MIB, sharedBy: 16 });
  });

  it('reads sizes in M and takes one core where it is not said who shares', () => {
    expect(lastLevelCache(reader({ 'index3/size': '8M' }))).toEqual({ bytes: 8 * MIB, sharedBy: 1 });
  });

  it('assumes 64 MiB a core where the system does not tell', () => {
    expect(lastLevelCache(() => undefined)).toEqual({ bytes: 64 * MIB, sharedBy: 1 });
  });

  it('finds something on this machine', () => {
    expect(lastLevelCache().bytes).toBeGreaterThan(0);
  });
});
