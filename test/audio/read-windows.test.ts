import { readdirSync } from 'node:fs';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { describe, expect, it } from 'vitest';
import type { WindowPlan } from '../../src/audio/audio-window.ts';
import { readWindows } from '../../src/audio/read-windows.ts';
import { scriptedDetector, speechAndSilence } from '../helpers/scripted-detector.ts';
import {
  collectWindows,
  concatSamples,
  fixturePath,
  float32Bytes,
  int16Bytes,
  rootMeanSquare,
  seededNoise,
  sine,
  temporaryFolder,
  waveBytes,
} from './recordings.ts';

const { write } = temporaryFolder();
const PLAN: WindowPlan = { windowSeconds: 30, overlapSeconds: undefined };

/** Files this process holds open, which only Linux lists. */
function openFileCount(): number {
  return readdirSync('/proc/self/fd').length;
}

describe('readWindows', () => {
  it.each([
    ['stereo-44100.flac', 44_100, 2],
    ['mono-22050.mp3', 22_050, 1],
    ['opus.ogg', 48_000, 2],
    ['s16.aiff', 8000, 2],
  ])('reads %s at 16 kHz and tells how it was stored', async (name, sampleRateHz, channelCount) => {
    const { windows, summary } = await collectWindows(readWindows(fixturePath(name), PLAN));
    expect(windows).toHaveLength(1);
    expect(windows[0]!.samples).toHaveLength(24_000);
    expect(windows[0]!.samples.buffer.byteLength).toBe(96_000);
    expect(summary).toMatchObject({ durationSeconds: 1.5, sampleRateHz, channelCount, warnings: [] });
    expect(summary.loadSeconds).toBeGreaterThan(0);
    expect(summary.planSeconds).toBeGreaterThan(0);
  });

  it('gives 16 kHz mono samples as they are in the file', async () => {
    const tone = sine(440, 2);
    const path = write('tone.wav', waveBytes({ data: float32Bytes(tone), tag: 3, bits: 32 }));
    const { windows } = await collectWindows(readWindows(path, PLAN));
    expect(windows).toEqual([{ index: 0, startSeconds: 0, samples: tone, overlapSeconds: 0 }]);
  });

  it('leaves out what a detector hears no speech in', async () => {
    const samples = speechAndSilence([1, 20], [1, 14]);
    const path = write('sparse.wav', waveBytes({ data: float32Bytes(samples), tag: 3, bits: 32 }));
    const { windows, summary } = await collectWindows(readWindows(path, PLAN, { detector: scriptedDetector() }));
    expect(windows).toHaveLength(1);
    expect(windows[0]!.skips).toHaveLength(1);
    expect(windows[0]!.samples.length / 16_000).toBeCloseTo(3.5, 1);
    expect(windows[0]!.samples.length / 16_000 + summary.skippedSeconds).toBeCloseTo(36, 6);
    expect(summary.warnings).toEqual([]);
  });

  it('has a note and no window where a detector hears no speech at all', async () => {
    const path = write('silent.wav', waveBytes({ data: int16Bytes(speechAndSilence([0, 2])) }));
    const { windows, summary } = await collectWindows(readWindows(path, PLAN, { detector: scriptedDetector() }));
    expect(windows).toEqual([]);
    expect(summary).toMatchObject({ durationSeconds: 2, skippedSeconds: 2 });
    expect(summary.warnings).toEqual(['No speech was found; --vad off transcribes all there is.']);
  });

  it('stops in the middle of a silence, in which there is no window, once it is cancelled', async () => {
    const path = write('long-silence.wav', waveBytes({ data: int16Bytes(speechAndSilence([0, 120])) }));
    const stop = new AbortController();
    const detector = scriptedDetector();
    let heard = 0;
    const hear = (samples: Float32Array) => {
      if (++heard === 3) stop.abort();
      return detector.hear(samples);
    };
    const reading = collectWindows(readWindows(path, PLAN, { detector: { hear }, signal: stop.signal }));
    await expect(reading).rejects.toMatchObject({
      code: 'CANCELLED',
      message: 'The run was cancelled before this file was read.',
    });
    expect(heard).toBeLessThan(12);
  });

  it('hears stereo whose channels cancel each other', async () => {
    const tone = sine(440, 2, 44_100);
    const interleaved = Float32Array.from({ length: 2 * tone.length }, (_, n) => (n % 2 ? -1 : 1) * tone[n >> 1]!);
    const path = write('inverted.wav', waveBytes({ data: int16Bytes(interleaved), channelCount: 2, sampleRateHz: 44_100 })); // prettier-ignore
    const { windows } = await collectWindows(readWindows(path, PLAN));
    expect(rootMeanSquare(windows[0]!.samples)).toBeGreaterThan(0.95 * rootMeanSquare(tone));
  });

  it('yields windows before the file has been read, holds little of it and lets other work run', async () => {
    const seconds = 300;
    const data = int16Bytes(seededNoise(48_000 * 2).map((sample) => 0.1 * sample)); // a second of stereo
    const path = write('long.wav', waveBytes({ data: Buffer.concat(Array<Uint8Array>(seconds).fill(data)), channelCount: 2, sampleRateHz: 48_000 })); // prettier-ignore
    const delays = monitorEventLoopDelay({ resolution: 1 });
    const reader = readWindows(path, PLAN);
    await reader.next(); // compiled by now
    delays.enable();
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    for await (const window of reader) {
      expect(window.samples.length).toBe(480_000);
      most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      if (window.index === 5) break;
    }
    delays.disable();
    // The whole recording is 115 MB as decoded and 19 MB at 16 kHz. Collection is lazy, so the bound is not tight.
    expect(most).toBeLessThan(60e6);
    expect(delays.percentile(50) / 1e6).toBeLessThan(60);
  });

  it.runIf(process.platform === 'linux')('closes the file when the reader stops early', async () => {
    const path = write('long.wav', waveBytes({ data: new Uint8Array(16_000 * 2 * 100) }));
    const before = openFileCount();
    const reader = readWindows(path, PLAN);
    await reader.next();
    expect(openFileCount()).toBe(before + 1);
    await reader.return({} as never);
    expect(openFileCount()).toBe(before);
  });

  it.runIf(process.platform === 'linux')('closes the file when it turns out to be damaged', async () => {
    const before = openFileCount();
    const path = write('nan.wav', waveBytes({ data: new Uint8Array(4000).fill(0xff), tag: 3, bits: 32 }));
    await expect(collectWindows(readWindows(path, PLAN))).rejects.toMatchObject({
      code: 'AUDIO_INVALID',
      message: `Could not decode "${path}": 1000 of its 1000 samples are not numbers that can be sound.`,
    });
    expect(openFileCount()).toBe(before);
  });

  it('passes on what a user should know', async () => {
    const path = write('cut.wav', waveBytes({ data: int16Bytes(sine(440, 1)), dataBytes: 320_000 }));
    const { summary } = await collectWindows(readWindows(path, PLAN));
    expect(summary.warnings).toEqual(['The header promises 10.0 s, the file holds 1.0 s.']);
    expect(summary.durationSeconds).toBe(1);
  });

  it('follows a plan of fixed windows', async () => {
    const noise = seededNoise(16_000 * 5);
    const path = write('noise.wav', waveBytes({ data: float32Bytes(noise), tag: 3, bits: 32 }));
    const { windows } = await collectWindows(readWindows(path, { windowSeconds: 2, overlapSeconds: 0 }));
    expect(windows.map(({ startSeconds }) => startSeconds)).toEqual([0, 2, 4]);
    expect(concatSamples(windows.map(({ samples }) => samples))).toEqual(noise);
  });
});
