import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import type { AudioWindow } from '../../src/audio/audio-window.ts';
import { windowPlace } from '../../src/batch/read-transcript.ts';
import type { WindowResult } from '../../src/batch/settle-file.ts';
import { WindowChain } from '../../src/batch/window-chain.ts';
import { SAMPLE_RATE_HZ } from '../../src/hyperparameters.ts';
import { decodedWindow } from '../helpers/stub-queue.ts';
import { window as transcriptOf } from '../stitch/heard-windows.ts';

/** A window of 10 s that is under way until `end` or `fail`. */
function underWay(index: number, overlapSeconds: number, changes: Partial<WindowResult> = {}) {
  const samples = new Float32Array(10 * SAMPLE_RATE_HZ);
  const window: AudioWindow = { index, startSeconds: (10 - overlapSeconds) * index, samples, overlapSeconds };
  const decoded = decodedWindow([index]);
  const settled = { place: windowPlace(window), decoded, waitSeconds: 0, isTakenOver: false, ...changes };
  let [end, fail] = [() => {}, () => {}];
  const result = new Promise<WindowResult>((resolve, reject) => {
    end = () => resolve(settled);
    fail = () => reject(new Error('worker ended'));
  });
  return { window, result, settled, end, fail, isFreed: () => samples.length === 0 };
}

const PLACE = { index: 0.5, startSeconds: 0, overlapSeconds: 10, durationSeconds: 16 };
const BETWEEN = { place: PLACE, decoded: decodedWindow([99]), waitSeconds: 0, isTakenOver: false };

/** A chain of windows with these texts, and what windows were heard between them. */
function chainOf(texts: readonly string[]) {
  const heard: number[] = [];
  const chain = new WindowChain({
    windowSeconds: 30,
    readTranscript: ({ startSeconds, durationSeconds, overlapSeconds }, { tokens }) => ({
      ...transcriptOf(startSeconds, startSeconds + durationSeconds, texts[tokens[0] ?? 0] ?? texts.join(' ')),
      overlapSeconds,
    }),
    hear: ({ index }) => {
      heard.push(index);
      return Promise.resolve(BETWEEN);
    },
  });
  return { chain, heard };
}

const DIFFERENT = ['a b c d e f g h i', 'j k l m n o p q r'];

describe('WindowChain', () => {
  it('gives windows in order, and frees their samples as soon as no join needs them', async () => {
    const { chain } = chainOf(['aa', 'bb']);
    const windows = [underWay(0, 0), underWay(1, 0)] as const;
    for (const next of windows) chain.add(next);
    windows[0].end();
    await setImmediate();
    expect(windows.map(({ isFreed }) => isFreed())).toEqual([true, false]);
    windows[1].end();
    await setImmediate();
    // A window may follow that overlaps it.
    expect(windows.map(({ isFreed }) => isFreed())).toEqual([true, false]);
    chain.end();
    await setImmediate();
    expect(windows.map(({ isFreed }) => isFreed())).toEqual([true, true]);
    expect(await Promise.all(chain.results)).toEqual(windows.map(({ settled }) => settled));
  });

  it('keeps samples until the window that overlaps is decoded, and has the one between them heard', async () => {
    const { chain, heard } = chainOf(DIFFERENT);
    const windows = [underWay(0, 0), underWay(1, 4)] as const;
    for (const next of windows) chain.add(next);
    chain.end();
    windows[0].end();
    await setImmediate();
    expect(windows.map(({ isFreed }) => isFreed())).toEqual([false, false]);
    windows[1].end();
    const [first, second] = await Promise.all(chain.results);
    await setImmediate();
    expect(windows.map(({ isFreed }) => isFreed())).toEqual([true, true]);
    expect([heard, first?.between, second?.between]).toEqual([[0.5], undefined, BETWEEN]);
  });

  it('has nothing heard between windows before all that come first are decoded: one may tell the language', async () => {
    const { chain, heard } = chainOf(['aa', ...DIFFERENT]);
    const windows = [underWay(0, 0), underWay(1, 0), underWay(2, 4)] as const;
    for (const next of windows) chain.add(next);
    windows[1].end();
    windows[2].end();
    await setImmediate();
    expect(heard).toEqual([]);
    windows[0].end();
    await Promise.all(chain.results);
    expect(heard).toEqual([1.5]);
  });

  it('has nothing heard between windows where texts are kept as they are', async () => {
    const chain = new WindowChain(undefined);
    const windows = [underWay(0, 0), underWay(1, 4)] as const;
    for (const next of windows) chain.add(next);
    windows[0].end();
    await setImmediate();
    expect(windows[0].isFreed()).toBe(true);
    windows[1].end();
    expect(await Promise.all(chain.results)).toEqual(windows.map(({ settled }) => settled));
  });

  it('keeps the samples of a window that may be decoded again in another language', async () => {
    const { chain } = chainOf(['aa']);
    const guessed = underWay(0, 0, { decodeIn: () => Promise.reject(new Error('unused')) });
    chain.add(guessed);
    chain.end();
    guessed.end();
    await setImmediate();
    expect(guessed.isFreed()).toBe(false);
  });

  it('lets failures wait until they are looked at', async () => {
    const { chain } = chainOf(DIFFERENT);
    const windows = [underWay(0, 0), underWay(1, 4)] as const;
    for (const next of windows) chain.add(next);
    chain.end();
    windows[0].fail();
    windows[1].end();
    await setImmediate();
    expect(windows.map(({ isFreed }) => isFreed())).toEqual([true, true]);
    for (const result of chain.results) await expect(result).rejects.toThrow('worker ended');
  });
});
