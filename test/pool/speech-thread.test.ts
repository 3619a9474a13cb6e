import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { startSpeechThread, type SpeechThread } from '../../src/pool/speech-thread.ts';
import { SILENCE_LIMITS, type SilenceLimits } from '../../src/pool/watchdog.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { largestDifference } from '../helpers/run-graph.ts';
import { readClip } from '../helpers/speech-clip.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

let thread: SpeechThread;
beforeAll(() => {
  thread = startSpeechThread();
});
afterAll(() => thread.close());

describe('startSpeechThread', () => {
  it('hears recordings in turns without mixing them up, and leaves their samples alone', async () => {
    const clip = (await readClip('picovoice-de.flac')).subarray(0, 512 * 60);
    const before = clip.slice();
    const [alone, first, second] = [thread.createDetector(), thread.createDetector(), thread.createDetector()];
    const expected = await alone.hear(clip);
    const halves = [clip.subarray(0, 512 * 30), clip.subarray(512 * 30)] as const;
    const [a] = await Promise.all([first.hear(halves[0]), second.hear(halves[1])]);
    const b = await first.hear(halves[1]);
    // Runs of different lengths add up in another order.
    expect(largestDifference([...a, ...b], expected)).toBeLessThan(1e-5);
    expect(Math.max(...expected)).toBeGreaterThan(0.9);
    expect(clip).toEqual(before);
  });

  it('hears what follows half a minute of music as it hears it alone', async () => {
    // Three tones that change together: no speech, but enough to leave the network in another state.
    const music = Float32Array.from({ length: 64_000 }, (_, n) => {
      const turns = (n / 16_000) * 2 * Math.PI;
      return (
        0.05 * (1 + 0.3 * Math.sin(5 * turns)) * (Math.sin(220 * turns) + Math.sin(330 * turns) + Math.sin(440 * turns))
      );
    });
    const clip = (await readClip('picovoice-de.flac')).subarray(0, 512 * 60);
    const detector = thread.createDetector();
    for (let block = 0; block < 8; block++) await detector.hear(music);
    expect(await detector.hear(clip)).toEqual(await thread.createDetector().hear(clip));
  });

  it('knows digital silence without asking', async () => {
    const probabilities = await thread.createDetector().hear(new Float32Array(5120).fill(0.0001));
    expect(probabilities).toEqual(new Float32Array(10));
  });
});

/** Longer than a thread takes to start on a busy machine. */
const SHORT_SILENCES = { first: 4, least: 4, perAudioSecond: 0, timesLongest: 0, cancelled: 0.4 };

describe('a speech thread that fails', () => {
  const filename = new URL('../fixtures/workers/detector.mjs', import.meta.url).href;
  function start(silenceLimits: SilenceLimits = SILENCE_LIMITS, signal = new AbortController().signal): SpeechThread {
    const graphPath = join(temporaryFolder(), 'began');
    const fragile = startSpeechThread({ graphPath, signal }, { module: { filename, execArgv: [] }, silenceLimits });
    onTestFinished(() => fragile.close());
    return fragile;
  }

  it('is replaced when it dies, and what it was hearing is heard once more', async () => {
    const fragile = start();
    const [first, second] = [fragile.createDetector(), fragile.createDetector()];
    const heard = await Promise.all([
      first.hear(new Float32Array(1024).fill(8)),
      second.hear(new Float32Array(512).fill(5)),
    ]);
    expect(heard.map((probabilities) => [...probabilities])).toEqual([
      [Math.fround(0.8), Math.fround(0.8)],
      [Math.fround(0.5)],
    ]);
  });

  it('fails a recording that it dies of twice, and hears the next', async () => {
    const fragile = start();
    const error = await rejectionOf(fragile.createDetector().hear(new Float32Array(512).fill(9)));
    expect(error.code).toBe('WORKER_FAILED');
    expect([...(await fragile.createDetector().hear(new Float32Array(512).fill(4)))]).toEqual([Math.fround(0.4)]);
  });

  it('is replaced when it hangs, and what it was hearing is heard once more', async () => {
    const fragile = start(SHORT_SILENCES);
    const [first, second] = [fragile.createDetector(), fragile.createDetector()];
    const heard = await Promise.all([
      first.hear(new Float32Array(512).fill(7)),
      second.hear(new Float32Array(512).fill(5)),
    ]);
    expect(heard.map((probabilities) => [...probabilities])).toEqual([[Math.fround(0.7)], [Math.fround(0.5)]]);
  });

  it('does not keep a cancelled run from ending when it hangs', async () => {
    const stop = new AbortController();
    const fragile = start({ ...SHORT_SILENCES, first: 600, least: 600 }, stop.signal);
    const heard = rejectionOf(fragile.createDetector().hear(new Float32Array(512).fill(7)));
    stop.abort();
    expect(await heard).toEqual({
      code: 'CANCELLED',
      message: 'Transcription was cancelled before this recording was heard.',
      remedy: '',
    });
  });
});
