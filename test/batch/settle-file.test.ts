import { describe, expect, it } from 'vitest';
import { createTranscriptReader } from '../../src/batch/read-transcript.ts';
import { settleFile, type OpenFile, type WindowResult } from '../../src/batch/settle-file.ts';
import { WhisperBatchError } from '../../src/errors.ts';
import { decodedWindow } from '../helpers/stub-queue.ts';

const decodeText = (tokens: readonly number[]): string => tokens.map((token) => ` word${String(token)}`).join('');
const readTranscript = createTranscriptReader({ decodeText, firstTimestampToken: 100, hasTimestamps: false });
const source = { path: '/audio/a.wav', name: 'a.wav' };
const summary = {
  durationSeconds: 4,
  skippedSeconds: 0,
  sampleRateHz: 8000,
  channelCount: 2,
  warnings: ['It ends early.'],
  loadSeconds: 1,
  planSeconds: 0.5,
};

function windowAt(index: number, changes: Partial<WindowResult> = {}): Promise<WindowResult> {
  const place = { index, startSeconds: 2 * index, overlapSeconds: 0, durationSeconds: 2 };
  return Promise.resolve({
    place,
    decoded: decodedWindow([index]),
    waitSeconds: 10,
    isTakenOver: false,
    ...changes,
  });
}

function openFile(changes: Partial<OpenFile> = {}): OpenFile {
  return {
    source,
    memory: { earlierSeconds: 0 },
    language: { spoken: () => ({ code: 'de', probability: 0.9 }), spokenToken: () => 41 },
    startedAt: 100,
    windows: [windowAt(0), windowAt(1)],
    summary,
    ...changes,
  };
}

describe('settleFile', () => {
  it('makes an outcome of what was read and decoded', async () => {
    expect(await settleFile(openFile(), { readTranscript, clock: () => 120 })).toMatchObject({
      kind: 'transcribed',
      source,
      durationSeconds: 4,
      sampleRateHz: 8000,
      channelCount: 2,
      windowCount: 2,
      decoderRows: 4,
      transcript: { text: 'word0 word1', language: { code: 'de', probability: 0.9 } },
      timings: { loadSeconds: 1, preprocessSeconds: 0.5, queueSeconds: 22, encodeSeconds: 4, endToEndSeconds: 20 },
      warnings: ['It ends early.'],
    });
  });

  it('does not count waiting for the model, and counts what earlier runs spent', async () => {
    const file = openFile({ memory: { earlierSeconds: 1000 } });
    // Read by 101.5 and open at 107: it waited for 5.5 s.
    const outcome = await settleFile(file, { readTranscript, clock: () => 120, modelReadyAt: () => 107 });
    expect(outcome).toMatchObject({ timings: { endToEndSeconds: 1014.5 } });
  });

  it('decodes a window again whose guessed language is not that of the recording', async () => {
    const tokens: number[] = [];
    const decodeIn = (token: number) => {
      tokens.push(token);
      return Promise.resolve({ waitSeconds: 5, decoded: decodedWindow([8]) });
    };
    const guessed = (token: number) => ({
      decoded: decodedWindow([7], { language: { token, probability: 0.3, isSilent: true } }),
      decodeIn,
    });
    const file = openFile({ windows: [windowAt(0, guessed(40)), windowAt(1, guessed(41))] });
    const outcome = await settleFile(file, { readTranscript, clock: () => 120 });
    expect(outcome).toMatchObject({
      transcript: { text: 'word8 word7' },
      timings: { queueSeconds: 10 + 5 + 10 + 3, encodeSeconds: 6 },
    });
    expect(tokens).toEqual([41]);
  });

  it('keeps the text of a window that cannot be decoded again, unless the run was cancelled', async () => {
    const guessed = (error: Error) => ({
      decoded: decodedWindow([7], { language: { token: 40, probability: 0.3, isSilent: true } }),
      decodeIn: () => Promise.reject(error),
    });
    const settle = (error: Error) =>
      settleFile(openFile({ windows: [windowAt(0, guessed(error))] }), { readTranscript, clock: () => 120 });
    expect(await settle(new Error('worker ended'))).toMatchObject({ transcript: { text: 'word7' } });
    const cancelled = new WhisperBatchError('CANCELLED', 'Cancelled.', '');
    expect(await settle(cancelled)).toMatchObject({ kind: 'failed', error: { code: 'CANCELLED' } });
  });

  it('says how much was taken over', async () => {
    const file = openFile({ windows: [windowAt(0, { isTakenOver: true }), windowAt(1)] });
    expect(await settleFile(file, { readTranscript, clock: () => 120 })).toMatchObject({
      takenOver: { audioSeconds: 2, windowCount: 1 },
    });
    expect(await settleFile(openFile(), { readTranscript, clock: () => 120 })).not.toHaveProperty('takenOver');
  });

  it('fails a file that could not be read on, once its windows are settled', async () => {
    let isSettled = false;
    const late = new Promise<WindowResult>((_, reject) =>
      setTimeout(() => {
        isSettled = true;
        reject(new Error('late'));
      }, 20),
    );
    const error = { code: 'AUDIO_INVALID', message: 'It is damaged.', remedy: 'Save it again.' } as const;
    const outcome = await settleFile(openFile({ windows: [late], summary: error }), { readTranscript, clock: () => 0 });
    expect(outcome).toEqual({ kind: 'failed', source, error });
    expect(isSettled).toBe(true);
  });
});
