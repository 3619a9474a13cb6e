import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { runProcess } from '../../src/bench/run-process.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const node = { command: process.execPath, leadingArgs: ['-e'] };

function never(): AbortSignal {
  return new AbortController().signal;
}

describe('runProcess', () => {
  it('passes on arguments and gives exit status and errors', async () => {
    const script = 'console.log("unread"); console.error(process.argv[1]); process.exitCode = 3';
    expect(await runProcess(node, [script, '--', 'hello'], never())).toEqual({
      exitCode: 3,
      signal: undefined,
      stderr: 'hello\n',
    });
  });

  it('names the signal that ended the process', async () => {
    const end = await runProcess(node, ['process.kill(process.pid, "SIGKILL")'], never());
    expect(end).toEqual({ exitCode: undefined, signal: 'SIGKILL', stderr: '' });
  });

  it('asks the process to stop as by Ctrl-C, and waits until it has', async () => {
    const controller = new AbortController();
    const ready = join(temporaryFolder(), 'ready');
    const script = `
      const timer = setInterval(() => {}, 9);
      process.once('SIGINT', () => { console.error('stopped'); clearInterval(timer); process.exitCode = 130; });
      require('node:fs').writeFileSync(process.argv[1], '');`;
    const running = runProcess(node, [script, ready], controller.signal);
    while (!existsSync(ready)) await delay(5);
    controller.abort();
    expect(await running).toEqual({ exitCode: 130, signal: undefined, stderr: 'stopped\n' });
  });

  it('stops a process that is started too late', async () => {
    expect((await runProcess(node, ['setInterval(() => {}, 9)'], AbortSignal.abort())).signal).toBe('SIGINT');
  });

  it('rejects when there is no such program', async () => {
    const running = runProcess({ command: '/nowhere/at/all', leadingArgs: [] }, [], never());
    await expect(running).rejects.toThrow('spawn /nowhere/at/all ENOENT');
  });
});
