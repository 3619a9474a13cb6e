import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createPlainLines, createSpinner } from '../../src/output/progress-display.ts';
import { recordingStream } from './recording-stream.ts';

describe('createPlainLines', () => {
  it('writes a status every ten seconds, and everything else at once', async () => {
    const { stream, text } = recordingStream();
    let now = 0;
    const display = createPlainLines(stream, () => now);
    display.phase('phase');
    for (now = 1; now <= 25; now += 1) display.status(`status ${String(now)}`);
    display.failure('failure');
    display.close('last');
    display.failure('too late');
    await new Promise(setImmediate);
    expect(text()).toBe('phase\nstatus 10\nstatus 20\nfailure\nlast\n');
  });
});

describe('createSpinner', () => {
  beforeEach(() => {
    vi.stubEnv('CI', undefined);
    vi.stubEnv('TERM', 'xterm');
  });

  afterEach(() => {
    vi.unstubAllEnvs();
  });

  it('cuts its text to the width of the terminal', async () => {
    const { stream, text } = recordingStream(20);
    const display = await createSpinner(stream);
    display?.phase('a phase with a rather long name');
    display?.close('');
    await new Promise(setImmediate);
    expect(text()).toContain('a phase with a r…');
    expect(text()).not.toContain('rather');
  });

  it('does not take the keyboard away, so that Ctrl-C works', async () => {
    const setRawMode = vi.fn();
    Object.assign(process.stdin, { isTTY: true, setRawMode });
    const display = await createSpinner(recordingStream().stream);
    display?.phase('phase');
    display?.close('');
    Object.assign(process.stdin, { isTTY: false });
    expect(setRawMode).not.toHaveBeenCalled();
  });

  it('is not there where the terminal has no width', async () => {
    expect(await createSpinner(recordingStream(0).stream)).toBeUndefined();
  });

  it('is not there where a terminal cannot show it', async () => {
    vi.stubEnv('TERM', 'dumb');
    expect(await createSpinner(recordingStream().stream)).toBeUndefined();
  });
});
