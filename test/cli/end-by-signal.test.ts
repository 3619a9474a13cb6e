import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { endAtOnce } from '../../src/cli/end-at-once.ts';
import { endBySignal } from '../../src/cli/end-by-signal.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

vi.mock('../../src/cli/end-at-once.ts', () => ({ endAtOnce: vi.fn(() => Promise.resolve()) }));

afterEach(() => {
  vi.restoreAllMocks();
});

describe('endBySignal', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends by %s although it is listened to, without a lock', (name) => {
    const folder = temporaryFolder();
    const url = (path: string) => JSON.stringify(new URL(`../../src/${path}`, import.meta.url).href);
    const script = `
      import { endBySignal } from ${url('cli/end-by-signal.ts')};
      import { lockFolder } from ${url('output/folder-lock.ts')};
      await lockFolder(${JSON.stringify(folder)});
      for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(name, () => console.log('heard'));
      endBySignal('${name}');`;
    const args = ['--import', 'tsx', '--input-type=module', '--eval', script];
    const { status, signal, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', timeout: 60_000 });
    expect([status, signal, stdout, stderr]).toEqual([null, name, '', '']);
    expect(readdirSync(folder)).toEqual([]);
  });

  it('exits where a signal does nothing', () => {
    const kill = vi.spyOn(process, 'kill').mockReturnValue(true);
    vi.spyOn(process, 'removeAllListeners').mockReturnThis();
    endBySignal('SIGTERM');
    expect(kill.mock.calls).toEqual([[process.pid, 'SIGTERM']]);
    expect(vi.mocked(endAtOnce).mock.calls).toEqual([[143]]);
  });
});
