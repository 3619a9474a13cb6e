import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTranscriptReader } from '../../src/batch/read-transcript.ts';
import { transcribeBatch } from '../../src/batch/transcribe-batch.ts';
import type { WindowQueue } from '../../src/batch/window-queue.ts';
import { WhisperBatchError } from '../../src/errors.ts';
import type { FileOutcome } from '../../src/metrics/outcome.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { decodedWindow, stubQueue } from '../helpers/stub-queue.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { int16Bytes, waveBytes } from '../audio/recordings.ts';

const folder = temporaryFolder();
// The file's length in tenths of a second is the token that the stub hears in it.
const sources = [1, 2, 3, 4, 5].map((tenths) => {
  const name = `${String(tenths)}.wav`;
  writeFileSync(join(folder, name), waveBytes({ data: int16Bytes(seededNoise(1600 * tenths, tenths)) }));
  return { path: join(folder, name), name };
});
const missing = { path: join(folder, 'missing.wav'), name: 'missing.wav' };

function contextOf(queue: WindowQueue, signal = new AbortController().signal) {
  const decodeText = (tokens: readonly number[]): string => tokens.join(' ');
  const readTranscript = createTranscriptReader({ decodeText, firstTimestampToken: 100, hasTimestamps: false });
  const language = { kind: 'given', code: 'en' } as const;
  const plan = { windowSeconds: 30, overlapSeconds: undefined };
  return { plan, language, queue, readTranscript, clock: () => 0, signal };
}

const hear = (samples: Float32Array) => decodedWindow([Math.round(samples.length / 1600)]);
const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const textOf = (outcome: FileOutcome): string =>
  outcome.kind === 'transcribed' ? outcome.transcript.text : outcome.kind;

describe('transcribeBatch', () => {
  it('gives outcomes in input order and tells of them in the order they are finished', async () => {
    const finished: string[] = [];
    let tellOthersAreFinished = (): void => undefined;
    const othersAreFinished = new Promise<void>((resolve) => (tellOthersAreFinished = resolve));
    const queue = stubQueue(async (samples) => {
      const window = hear(samples);
      if (window.tokens[0] === 1) await othersAreFinished;
      return window;
    });
    const fileDone = (outcome: FileOutcome) => {
      if (finished.push(textOf(outcome)) === sources.length) tellOthersAreFinished();
    };
    const outcomes = await transcribeBatch([...sources, missing], contextOf(queue), { fileDone });
    expect(outcomes.map(textOf)).toEqual(['1', '2', '3', '4', '5', 'failed']);
    expect([...finished].sort()).toEqual(['1', '2', '3', '4', '5', 'failed']);
    expect(finished.at(-1)).toBe('1');
  });

  it('gives in the end what is to be retained of each file, and tells of the whole of it before', async () => {
    const told: string[] = [];
    const listener = {
      fileDone: (outcome: FileOutcome) => void told.push(textOf(outcome)),
      retain: ({ source }: FileOutcome): FileOutcome => {
        const error = { code: 'INTERNAL', message: `${String(told.length)} were told`, remedy: '' } as const;
        return { kind: 'failed', source, error };
      },
    };
    const outcomes = await transcribeBatch(sources.slice(0, 2), contextOf(stubQueue(hear)), listener);
    expect(told).toEqual(['1', '2']);
    expect(outcomes.map((outcome) => outcome.kind === 'failed' && outcome.error.message)).toEqual([
      '1 were told',
      '2 were told',
    ]);
  });

  it('tells of lengths that were read and windows that were decoded', async () => {
    let [read, decoded] = [0, 0];
    const listener = {
      fileRead: (seconds: number) => (read += seconds),
      windowDone: (seconds: number) => (decoded += seconds),
    };
    await transcribeBatch(sources, contextOf(stubQueue(hear)), listener);
    expect([read.toFixed(6), decoded.toFixed(6)]).toEqual(['1.500000', '1.500000']);
  });

  it('leaves out files that were not finished when it was cancelled, and reads no further ones', async () => {
    const abort = new AbortController();
    let count = 0;
    const queue = stubQueue((samples) => {
      if (++count === 3) abort.abort();
      return hear(samples);
    });
    const told: string[] = [];
    const fileDone = (outcome: FileOutcome) => void told.push(textOf(outcome));
    const outcomes = await transcribeBatch(sources, contextOf(queue, abort.signal), { fileDone });
    expect(outcomes.map(textOf)).toEqual(['1', '2', '3']);
    expect(told).toEqual(['1', '2', '3']);
    expect(count).toBe(3);
  });

  it('gives nothing for nothing, or when it was cancelled before', async () => {
    const neverAsked = stubQueue(() => {
      throw new Error('asked');
    });
    expect(await transcribeBatch([], contextOf(neverAsked), {})).toEqual([]);
    expect(await transcribeBatch(sources, contextOf(neverAsked, AbortSignal.abort()), {})).toEqual([]);
  });

  it('ends with what a listener throws, without reading on and without an unhandled rejection', async () => {
    let count = 0;
    const queue = stubQueue(
      async (samples) => {
        count++;
        await pause(20);
        return hear(samples);
      },
      { hasRoom: () => pause(60).then(() => undefined) },
    );
    const fileDone = () => Promise.reject(new Error('disk full'));
    expect((await rejectionOf(transcribeBatch(sources, contextOf(queue), { fileDone }))).message).toBe('disk full');
    expect(count).toBeLessThan(sources.length);
  });

  it('ends when a window cannot be kept, which is no failure of the file', async () => {
    const queue = stubQueue(hear, {
      transcribe: () => Promise.reject(new WhisperBatchError('OUTPUT_FAILED', 'disk full', 'Free some.')),
    });
    const told: string[] = [];
    const fileDone = (outcome: FileOutcome) => void told.push(textOf(outcome));
    expect(await rejectionOf(transcribeBatch(sources, contextOf(queue), { fileDone }))).toMatchObject({
      code: 'OUTPUT_FAILED',
      message: 'disk full',
    });
    expect(told).toEqual([]);
  });
});
