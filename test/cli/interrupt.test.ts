import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { catchInterrupts, type Interrupt } from '../../src/cli/interrupt.ts';

describe('catchInterrupts', () => {
  let nowMs = 1000;
  let interrupt: Interrupt;
  const onFirst = vi.fn();
  const kill = vi.fn<typeof process.kill>(() => true);

  beforeEach(() => {
    onFirst.mockClear();
    kill.mockClear();
    vi.spyOn(process, 'kill').mockImplementation(kill);
    vi.spyOn(performance, 'now').mockImplementation(() => nowMs);
    interrupt = catchInterrupts(onFirst);
  });

  afterEach(() => {
    interrupt.dispose();
    vi.restoreAllMocks();
  });

  const send = (signal: NodeJS.Signals, afterMs = 0) => {
    nowMs += afterMs;
    process.emit(signal, signal);
  };

  it('knows of no wish to end before one comes', () => {
    expect([interrupt.exitCode(), interrupt.signal.aborted, onFirst.mock.calls.length]).toEqual([undefined, false, 0]);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGHUP', 129],
    ['SIGTERM', 143],
  ] as const)('turns %s into an abort and status %i', (signal, exitCode) => {
    const others = process.listeners(signal).slice(0, -1);
    for (const other of others) process.off(signal, other);
    send(signal);
    for (const other of others) process.on(signal, other);
    expect([interrupt.exitCode(), interrupt.signal.aborted]).toEqual([exitCode, true]);
    expect(onFirst).toHaveBeenCalledOnce();
  });

  it('takes a second signal within half a second for the same wish', () => {
    send('SIGINT');
    send('SIGINT', 500);
    send('SIGHUP');
    expect(kill).not.toHaveBeenCalled();
    expect(onFirst).toHaveBeenCalledOnce();
    expect(interrupt.exitCode()).toBe(130);
  });

  it('ends the process at once when a second signal comes later', () => {
    send('SIGINT');
    send('SIGINT', 501);
    expect(kill.mock.calls).toEqual([[process.pid, 'SIGKILL']]);
    expect(onFirst).toHaveBeenCalledOnce();
  });

  it('no longer listens once it is disposed', () => {
    const count = process.listenerCount('SIGINT');
    interrupt.dispose();
    expect(process.listenerCount('SIGINT')).toBe(count - 1);
    send('SIGHUP');
    expect(interrupt.signal.aborted).toBe(false);
  });
});
