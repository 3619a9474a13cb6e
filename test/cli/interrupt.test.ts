import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { catchInterrupts, untilInterrupted, type Interrupt } from '../../src/cli/interrupt.ts';
import { WhisperBatchError } from '../../src/errors.ts';
import { rejectionOf } from '../helpers/error-of.ts';

describe('catchInterrupts', () => {
  let nowMs = 1000;
  let interrupt: Interrupt;
  let listener: NodeJS.SignalsListener | undefined;
  const onFirst = vi.fn();
  const end = vi.fn();

  beforeEach(() => {
    onFirst.mockClear();
    end.mockClear();
    vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
    interrupt = catchInterrupts(onFirst, end);
    listener = process.listeners('SIGINT').at(-1);
  });

  afterEach(() => {
    interrupt.dispose();
    vi.restoreAllMocks();
  });

  // Not by `process.emit`: what runs the tests listens too.
  const send = (signal: NodeJS.Signals, afterMs = 0) => {
    nowMs += afterMs;
    if (listener !== undefined && process.listeners(signal).includes(listener)) listener(signal);
  };

  it('knows of no wish to end before one comes', () => {
    expect([interrupt.exitCode(), interrupt.signal.aborted, onFirst.mock.calls.length]).toEqual([undefined, false, 0]);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGHUP', 129],
    ['SIGTERM', 143],
  ] as const)('turns %s into an abort and status %i', (signal, exitCode) => {
    send(signal);
    expect([interrupt.exitCode(), interrupt.signal.aborted]).toEqual([exitCode, true]);
    expect(onFirst).toHaveBeenCalledOnce();
  });

  it('takes signals within a tenth of a second for the same wish', () => {
    send('SIGINT');
    send('SIGINT', 50);
    send('SIGTERM', 50);
    expect(end).not.toHaveBeenCalled();
    expect(onFirst).toHaveBeenCalledOnce();
    expect(interrupt.exitCode()).toBe(130);
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('ends the process at once when %s comes later', (second) => {
    send('SIGINT');
    send(second, 101);
    expect(end.mock.calls).toEqual([['SIGINT']]);
    expect(onFirst).toHaveBeenCalledOnce();
  });

  it('does not count the time that stopping takes', () => {
    onFirst.mockImplementationOnce(() => (nowMs += 1000));
    send('SIGINT');
    send('SIGINT', 100);
    expect(end).not.toHaveBeenCalled();
  });

  it('no longer listens once it is disposed', () => {
    const count = process.listenerCount('SIGINT');
    interrupt.dispose();
    expect(process.listenerCount('SIGINT')).toBe(count - 1);
    send('SIGHUP');
    expect(interrupt.signal.aborted).toBe(false);
  });
});

describe('untilInterrupted', () => {
  const cancelled = new WhisperBatchError('CANCELLED', 'Stopped.', '');

  it('gives 0 for work that was done', async () => {
    expect(await untilInterrupted(() => Promise.resolve())).toBe(0);
  });

  it('gives the status of the signal that stopped the work', async () => {
    const write = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const exitCode = await untilInterrupted(async (signal) => {
      process.emit('SIGINT', 'SIGINT');
      await Promise.resolve();
      if (signal.aborted) throw cancelled;
    }).finally(() => write.mockRestore());
    expect(exitCode).toBe(130);
  });

  it('passes on what goes wrong by itself', async () => {
    expect(await rejectionOf(untilInterrupted(() => Promise.reject(cancelled)))).toMatchObject({ code: 'CANCELLED' });
  });
});
