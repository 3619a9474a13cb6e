import { afterEach, describe, expect, it } from 'vitest';
import { standardStreamFailure, watchStandardStreams } from '../../src/cli/standard-streams.ts';

const systemError = (code: string) => Object.assign(new Error(`write ${code}`), { code });

afterEach(watchStandardStreams);

describe('watchStandardStreams', () => {
  it.each(['stdout', 'stderr'] as const)('takes it calmly when nobody reads %s any more', async (name) => {
    watchStandardStreams();
    const count = process[name].listenerCount('error');
    watchStandardStreams();
    expect(process[name].listenerCount('error')).toBe(count);
    process[name].emit('error', systemError('EPIPE'));
    expect(await standardStreamFailure()).toBeUndefined();
  });

  it.each(['stdout', 'stderr'] as const)('takes it calmly when the terminal behind %s was closed', async (name) => {
    const wasTerminal = process[name].isTTY;
    process[name].isTTY = true;
    watchStandardStreams();
    process[name].emit('error', systemError('EIO'));
    process[name].isTTY = wasTerminal;
    expect(await standardStreamFailure()).toBeUndefined();
  });

  it.each([
    ['ENOSPC', 'no space is left on the device', 'Free some space, or send it somewhere else, and run again.'],
    ['EIO', 'the disk reported an error', 'Check the disk, or send it somewhere else.'],
  ])('remembers what else keeps it from printing: %s', async (code, reason, remedy) => {
    const wasTerminal = process.stdout.isTTY;
    process.stdout.isTTY = false;
    watchStandardStreams();
    process.stdout.emit('error', systemError(code));
    process.stdout.isTTY = wasTerminal;
    expect(await standardStreamFailure()).toMatchObject({
      code: 'OUTPUT_FAILED',
      message: `Expected to write the standard output, but ${reason}.`,
      remedy,
    });
  });

  it('waits for what a write will have met', async () => {
    watchStandardStreams();
    process.nextTick(() => process.stdout.emit('error', systemError('ENOSPC')));
    expect(await standardStreamFailure()).toMatchObject({ code: 'OUTPUT_FAILED' });
  });
});
