import { afterEach, describe, expect, it, vi } from 'vitest';
import { createProgress } from '../../src/output/progress.ts';
import { failedFile, transcribedFile } from './example-run.ts';
import { recordingStream } from './recording-stream.ts';

afterEach(() => {
  vi.unstubAllEnvs();
});

describe('createProgress', () => {
  it('prints phases, failures, a status now and then and the last one where there is no terminal', async () => {
    const { stream, text } = recordingStream();
    let now = 0;
    const progress = await createProgress({ stream, isTty: false, quiet: false, clock: () => now });
    progress.phase('compiling model', 'encoder');
    progress.started(3);
    now = 4;
    progress.phase('transcribing');
    now = 5;
    progress.windowDone(10);
    now = 14;
    progress.fileDone(transcribedFile('a.wav'));
    progress.fileDone(failedFile('b\u001B[31m.wav'));
    now = 15;
    progress.windowDone(12);
    progress.finished();
    progress.finished();
    await new Promise(setImmediate);
    expect(text().split('\n')).toEqual([
      'compiling model: encoder',
      'transcribing',
      'transcribing: 1/3 files, 0:10.0 of audio, 1.0× real time, about 0:20 left',
      'FAILED b.wav: AUDIO_INVALID: Expected audio in b.wav, found text.',
      'transcribing: 2/3 files (1 FAILED), 0:22.0 of audio, 2.0× real time, about 0:00 left',
      '',
    ]);
  });

  it('knows the time left early when it is told the lengths', async () => {
    const { stream, text } = recordingStream();
    let now = 0;
    const progress = await createProgress({ stream, isTty: false, quiet: false, clock: () => now });
    progress.started(2);
    progress.fileLoaded(30);
    progress.fileLoaded(30);
    now = 10;
    progress.windowDone(20);
    progress.fileDone(transcribedFile('a.wav'));
    await new Promise(setImmediate);
    expect(text()).toBe('0/2 files, 0:20.0 of audio, 2.0× real time, 0:20 left\n');
  });

  it('counts nothing when it ends before anything is done', async () => {
    const { stream, text } = recordingStream();
    const progress = await createProgress({ stream, isTty: false, quiet: false });
    progress.started(3);
    progress.phase('loading the model');
    progress.finished();
    await new Promise(setImmediate);
    expect(text()).toBe('loading the model\n');
  });

  it('prints nothing when quiet', async () => {
    const { stream, text } = recordingStream();
    const progress = await createProgress({ stream, isTty: true, quiet: true });
    progress.phase('transcribing');
    progress.started(1);
    progress.windowDone(10);
    progress.fileDone(failedFile('a.wav'));
    progress.finished();
    await new Promise(setImmediate);
    expect(text()).toBe('');
  });

  it('spins on a terminal within its width, prints failures above, and gives the terminal back', async () => {
    vi.stubEnv('CI', undefined);
    vi.stubEnv('TERM', 'xterm');
    const { stream, text } = recordingStream(40);
    const progress = await createProgress({ stream, isTty: true, quiet: false });
    progress.phase('transcribing');
    progress.started(2);
    progress.windowDone(10);
    progress.fileDone(failedFile('bad.wav'));
    progress.finished();
    await new Promise(setImmediate);
    expect(text()).toContain('transcribing');
    expect(text()).toContain('FAILED bad.wav: AUDIO_INVALID: Expected audio in bad.wav, found text.\n');
    expect(text()).toContain('\u001B[?25h');
    expect(text()).not.toContain('time left not known yet');
  });

  it('prints lines on a terminal that only records, as in CI jobs', async () => {
    vi.stubEnv('CI', 'true');
    const { stream, text } = recordingStream();
    const progress = await createProgress({ stream, isTty: true, quiet: false });
    progress.phase('transcribing');
    progress.finished();
    await new Promise(setImmediate);
    expect(text()).toBe('transcribing\n');
  });
});
