import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, expect, it } from 'vitest';
import { isRunning, ownIdentity } from '../../src/output/process-identity.ts';

describe('isRunning', () => {
  const own = ownIdentity();

  it('knows that this process runs', () => {
    expect(own.pid).toBe(process.pid);
    expect(isRunning(own)).toBe(true);
  });

  it('knows that a process has ended', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    await once(child, 'exit');
    expect(isRunning({ ...own, pid: child.pid! })).toBe(false);
  });

  it.runIf(process.platform === 'linux')('does not take another process of the same number for it', () => {
    expect(isRunning({ ...own, startedAt: '1' })).toBe(false);
  });

  it.runIf(process.platform === 'linux')(
    'takes a process that was killed for ended, also while it is still listed',
    async () => {
      // Whoever starts the first process never asks for its end.
      const parent = spawn('sh', ['-c', 'sleep 60 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
      try {
        const [line] = (await once(parent.stdout, 'data')) as [Buffer];
        const pid = Number(line.toString());
        const listed = { ...own, pid, startedAt: '' };
        expect(isRunning(listed)).toBe(true);
        process.kill(pid, 'SIGKILL');
        await expect.poll(() => isRunning(listed)).toBe(false);
        expect(() => process.kill(pid, 0)).not.toThrow();
      } finally {
        parent.kill('SIGKILL');
      }
    },
  );

  it('cannot tell about other machines and containers', () => {
    expect(isRunning({ ...own, place: 'elsewhere' })).toBeUndefined();
  });
});
