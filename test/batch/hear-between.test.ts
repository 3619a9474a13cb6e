import { describe, expect, it } from 'vitest';
import { hearBetween } from '../../src/batch/hear-between.ts';
import { createTranscriptReader, windowPlace } from '../../src/batch/read-transcript.ts';
import type { WindowResult } from '../../src/batch/settle-file.ts';
import type { AudioWindow } from '../../src/audio/audio-window.ts';
import type { DecodedWindow } from '../../src/decode/window-job.ts';
import { WhisperBatchError } from '../../src/errors.ts';
import { SAMPLE_RATE_HZ } from '../../src/hyperparameters.ts';
import { stitchWindows } from '../../src/stitch/stitch-windows.ts';
import { decodedWindow } from '../helpers/stub-queue.ts';

// A token is a word, one each second.
const decodeText = (tokens: readonly number[]): string => tokens.map((token) => ` w${String(token)}`).join('');
const readTranscript = createTranscriptReader({ decodeText, firstTimestampToken: 100, hasTimestamps: false });

function spoken(from: number, end: number): number[] {
  return Array.from({ length: end - from }, (_, second) => 10 + from + second);
}

function windowFrom(startSeconds: number, endSeconds: number, overlapSeconds: number): AudioWindow {
  const samples = new Float32Array((endSeconds - startSeconds) * SAMPLE_RATE_HZ);
  return { index: startSeconds > 0 ? 1 : 0, startSeconds, samples, overlapSeconds };
}

function resultOf(window: AudioWindow, decoded: DecodedWindow): WindowResult {
  return { place: windowPlace(window), decoded, waitSeconds: 1, isTakenOver: false };
}

const LEFT = windowFrom(0, 20, 0);
const RIGHT = windowFrom(14, 34, 6);

interface Case {
  readonly left?: Promise<WindowResult>;
  readonly right?: Promise<WindowResult>;
  readonly hear?: (window: AudioWindow) => Promise<DecodedWindow>;
}

/** The right one leaves its first twelve seconds out. */
const SHORT = Promise.resolve(resultOf(RIGHT, decodedWindow(spoken(26, 34))));

async function hear({
  left = heardLeft(),
  right = SHORT,
  hear = () => Promise.resolve(decodedWindow(spoken(3, 32))),
}: Case) {
  const heard: { readonly startSeconds: number; readonly durationSeconds: number }[] = [];
  const results = await hearBetween(
    { window: LEFT, result: left },
    { window: RIGHT, result: right },
    {
      windowSeconds: 30,
      readTranscript,
      hear: async (window) => {
        heard.push({ startSeconds: window.startSeconds, durationSeconds: window.samples.length / SAMPLE_RATE_HZ });
        return resultOf(window, await hear(window));
      },
    },
  );
  return { heard, results };
}

function heardLeft(): Promise<WindowResult> {
  return Promise.resolve(resultOf(LEFT, decodedWindow(spoken(0, 20))));
}

describe('hearBetween', () => {
  it('hears another window where two have no words in common, and all that was said is told once', async () => {
    const { heard, results } = await hear({});
    expect(heard).toEqual([{ startSeconds: 2, durationSeconds: 30 }]);
    expect(results.map(({ place }) => [place.startSeconds, place.overlapSeconds])).toEqual([
      [2, 18],
      [14, 18],
    ]);
    const windows = [await heardLeft(), ...results].map(({ place, decoded }) => readTranscript(place, decoded));
    expect(stitchWindows(windows, 34).text).toBe(decodeText(spoken(0, 34)).trim());
  });

  it('hears nothing more where both have heard the same', async () => {
    const right = Promise.resolve(resultOf(RIGHT, decodedWindow(spoken(14, 34))));
    expect(await hear({ right })).toEqual({ heard: [], results: [await right] });
  });

  it.each([
    { title: 'has nothing in common with either', text: decodedWindow(spoken(60, 90)) },
    { title: 'has nothing in common with the second', text: decodedWindow(spoken(3, 22)) },
    { title: 'is silent', text: decodedWindow([]) },
  ])('leaves a window out that $title, and says that it was heard', async ({ text }) => {
    const quality = { noSpeechProbability: 0, temperature: 0, faults: [], discarded: [] };
    const right = Promise.resolve(resultOf(RIGHT, decodedWindow(spoken(26, 34), { quality })));
    const { results } = await hear({ right, hear: () => Promise.resolve({ ...text, quality }) });
    const unused = { temperature: 0, faults: ['unused_part'], averageLogProbability: -0.5, tokenCount: text.tokens.length }; // prettier-ignore
    expect(results.map(({ place }) => place.overlapSeconds)).toEqual([6]);
    expect(results[0]?.decoded).toMatchObject({ tokens: spoken(26, 34), timings: { encodeSeconds: 4 }, quality: { discarded: [unused] } }); // prettier-ignore
  });

  it('leaves a window out that repeats itself', async () => {
    const quality = { noSpeechProbability: 0, temperature: 1, faults: ['repetition'] as const, discarded: [] };
    const { results } = await hear({ hear: () => Promise.resolve(decodedWindow(spoken(3, 32), { quality })) });
    expect(results).toHaveLength(1);
  });

  it('leaves windows alone that may be decoded again in another language', async () => {
    const right = SHORT.then((result) => ({ ...result, decodeIn: () => Promise.reject(new Error('unused')) }));
    expect((await hear({ right })).heard).toEqual([]);
  });

  it('keeps the texts there are when the window between cannot be heard, unless the run was cancelled', async () => {
    const failing = (error: Error) => hear({ hear: () => Promise.reject(error) });
    expect((await failing(new Error('worker ended'))).results).toEqual([await SHORT]);
    const cancelled = new WhisperBatchError('CANCELLED', 'Cancelled.', '');
    await expect(failing(cancelled)).rejects.toBe(cancelled);
  });

  it('fails with a neighbour, once the other one is settled', async () => {
    let isSettled = false;
    const right = new Promise<WindowResult>((resolve) =>
      setTimeout(() => {
        isSettled = true;
        resolve(SHORT);
      }, 10),
    );
    await expect(hear({ left: Promise.reject(new Error('worker ended')), right })).rejects.toThrow('worker ended');
    expect(isSettled).toBe(true);
  });
});
