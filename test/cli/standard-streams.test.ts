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

  it('remembers what else keeps it from printing', async () => {
    watchStandardStreams();
    process.nextTick(() => process.stdout.emit('error', systemError('ENOSPC')));
    expect(await standardStreamFailure()).toMatchObject({
      code: 'OUTPUT_FAILED',
      message: 'Expected to write the standard output, but no space is left on the device.',
      remedy: 'Free some space, or send it somewhere else, and run again.',
    });
  });
});
