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
  readonly hear?: () => Promise<DecodedWindow>;
  readonly earlier?: Promise<unknown>;
}

/** The right one leaves its first twelve seconds out. */
const SHORT = Promise.resolve(resultOf(RIGHT, decodedWindow(spoken(26, 34))));
const WHOLE = decodedWindow(spoken(3, 32));

async function hear(changes: Case) {
  const {
    left = heardLeft(),
    right = SHORT,
    hear = () => Promise.resolve(WHOLE),
    earlier = Promise.resolve(),
  } = changes;
  const heard: { readonly startSeconds: number; readonly durationSeconds: number }[] = [];
  const context = {
    windowSeconds: 30,
    readTranscript,
    earlier,
    hear: async (window: AudioWindow) => {
      heard.push({ startSeconds: window.startSeconds, durationSeconds: window.samples.length / SAMPLE_RATE_HZ });
      return resultOf(window, await hear());
    },
  };
  const result = await hearBetween({ window: LEFT, result: left }, { window: RIGHT, result: right }, context);
  return { heard, result };
}

function heardLeft(): Promise<WindowResult> {
  return Promise.resolve(resultOf(LEFT, decodedWindow(spoken(0, 20))));
}

describe('hearBetween', () => {
  it('hears another window where two have no words in common, and all that was said is told once', async () => {
    const { heard, result } = await hear({});
    expect(heard).toEqual([{ startSeconds: 2, durationSeconds: 30 }]);
    expect(result).toMatchObject({ place: { overlapSeconds: 6 }, waitSeconds: 2, decoded: { tokens: spoken(26, 34), timings: { encodeSeconds: 4 } } }); // prettier-ignore
    const between = result.between && readTranscript(result.between.place, result.between.decoded);
    const [left, right] = [await heardLeft(), result].map(({ place, decoded }) => readTranscript(place, decoded));
    expect(stitchWindows([left!, { ...right!, between: between! }], 34).text).toBe(decodeText(spoken(0, 34)).trim());
  });

  it('hears nothing more where both have heard the same', async () => {
    const right = Promise.resolve(resultOf(RIGHT, decodedWindow(spoken(14, 34))));
    expect(await hear({ right })).toEqual({ heard: [], result: await right });
  });

  it.each([
    { title: 'has nothing in common with either', text: decodedWindow(spoken(60, 89)) },
    { title: 'has nothing in common with the second', text: decodedWindow(spoken(3, 22)) },
    { title: 'would cost words at the end of the first', text: decodedWindow([...spoken(3, 15), ...spoken(22, 32)]) },
    { title: 'is silent', text: decodedWindow([]) },
  ])('leaves a window out that $title, and says that it was heard', async ({ text }) => {
    const quality = { noSpeechProbability: 0, temperature: 0, faults: [], discarded: [] };
    const right = Promise.resolve(resultOf(RIGHT, decodedWindow(spoken(26, 34), { quality })));
    const { result } = await hear({ right, hear: () => Promise.resolve({ ...text, quality }) });
    const tokenCount = text.tokens.length;
    const unused = { temperature: 0, faults: ['unused_part'], averageLogProbability: -0.5, tokenCount };
    expect(result).not.toHaveProperty('between');
    expect(result.decoded).toMatchObject({ timings: { encodeSeconds: 4 }, quality: { discarded: [unused] } });
  });

  it.each(['repetition', 'log_probability'] as const)('leaves a window out whose fault is %s', async (fault) => {
    const quality = { noSpeechProbability: 0, temperature: 1, faults: [fault], discarded: [] };
    const { result } = await hear({ hear: () => Promise.resolve({ ...WHOLE, quality }) });
    expect(result).not.toHaveProperty('between');
  });

  it('leaves windows alone that may be decoded again in another language', async () => {
    const right = SHORT.then((result) => ({ ...result, decodeIn: () => Promise.reject(new Error('unused')) }));
    expect((await hear({ right })).heard).toEqual([]);
  });

  it('fails with a window before the two', async () => {
    await expect(hear({ earlier: Promise.reject(new Error('worker ended')) })).rejects.toThrow('worker ended');
  });

  it('keeps the texts there are when the window between cannot be heard, unless the run ends', async () => {
    const failing = (error: Error) => hear({ hear: () => Promise.reject(error) });
    expect((await failing(new Error('worker ended'))).result).toEqual(await SHORT);
    for (const code of ['CANCELLED', 'OUTPUT_FAILED'] as const) {
      const error = new WhisperBatchError(code, 'The run ends.', '');
      await expect(failing(error)).rejects.toBe(error);
    }
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
