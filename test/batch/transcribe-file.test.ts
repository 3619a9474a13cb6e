import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFileMemory, type FileMemory, type KeptWindow } from '../../src/batch/file-memory.ts';
import { createTranscriptReader } from '../../src/batch/read-transcript.ts';
import { readFile, type FileContext } from '../../src/batch/transcribe-file.ts';
import type { WindowQueue } from '../../src/batch/window-queue.ts';
import type { LanguagePin } from '../../src/decode/window-language.ts';
import { WhisperBatchError } from '../../src/errors.ts';
import type { TranscribedFile } from '../../src/metrics/outcome.ts';
import { scriptedDetector, speechAndSilence } from '../helpers/scripted-detector.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { decodedWindow, stubQueue } from '../helpers/stub-queue.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { int16Bytes, waveBytes } from '../audio/recordings.ts';

const folder = temporaryFolder();
const decodeText = (tokens: readonly number[]): string => tokens.map((token) => ` word${String(token)}`).join('');
const readTranscript = createTranscriptReader({ decodeText, firstTimestampToken: 100, hasTimestamps: false });

function sourceOf(name: string) {
  return { path: join(folder, name), name };
}

function contextOf(changes: Partial<FileContext> = {}): FileContext {
  return {
    plan: { windowSeconds: 2, overlapSeconds: 0 },
    language: { kind: 'given', code: 'en' },
    queue: stubQueue((_, index) => decodedWindow([index])),
    readTranscript,
    clock: () => 0,
    signal: new AbortController().signal,
    onRead: () => undefined,
    onWindow: () => undefined,
    ...changes,
  };
}

async function outcomeOf(name: string, changes: Partial<FileContext> = {}) {
  return (await readFile(sourceOf(name), contextOf(changes))).outcome;
}

writeFileSync(join(folder, 'five-seconds.wav'), waveBytes({ data: int16Bytes(seededNoise(80_000, 1)) }));
writeFileSync(join(folder, 'no-audio.wav'), 'text, not sound');

describe('readFile', () => {
  it('hands every window over and stitches what comes back, in order, whenever it comes', async () => {
    const queue = stubQueue(async (_, index) => {
      await new Promise((resolve) => setTimeout(resolve, 30 - 10 * index));
      return decodedWindow([index]);
    });
    const outcome = await outcomeOf('five-seconds.wav', { queue });
    expect(outcome).toMatchObject({
      kind: 'transcribed',
      source: sourceOf('five-seconds.wav'),
      durationSeconds: 5,
      sampleRateHz: 16_000,
      channelCount: 1,
      windowCount: 3,
      decoderRows: 6,
      warnings: [],
    });
    expect(outcome.kind === 'transcribed' && outcome.transcript.text).toBe('word0 word1 word2');
  });

  it.each([
    { title: 'a silent window', isSilent: true, probability: 0.9 },
    { title: 'a window in doubt', isSilent: false, probability: 0.4 },
  ])(
    'asks for a language that is not given, and decodes $title again in a better one',
    async ({ title: _, ...heard }) => {
      const asked: (number | undefined)[] = [];
      const queue = stubQueue((_, index) =>
        decodedWindow(
          [index],
          index === 2
            ? {}
            : { language: index === 0 ? { token: 40, ...heard } : { token: 41, probability: 0.6, isSilent: false } },
        ),
      );
      const languages: (number | undefined)[] = [];
      const transcribe: WindowQueue['transcribe'] = (samples, { question, languageToken } = {}) => {
        asked.push(question?.windowIndex);
        languages.push(languageToken);
        return queue.transcribe(samples);
      };
      const language = { kind: 'detect', tokens: { en: 40, de: 41 } } as const;
      const outcome = await outcomeOf('five-seconds.wav', { language, queue: { ...queue, transcribe } });
      // The first one, which could only guess, once more in the language of the second.
      expect(asked).toEqual([0, 1, 2, undefined]);
      expect(languages).toEqual([undefined, undefined, undefined, 41]);
      expect(outcome.kind === 'transcribed' && outcome.transcript.language).toEqual({ code: 'de', probability: 0.6 });
      const given = await outcomeOf('five-seconds.wav');
      expect(given.kind === 'transcribed' && given.transcript.language).toEqual({ code: 'en', probability: undefined });
    },
  );

  it('lets the next window tell the language where one fails', async () => {
    let pin: LanguagePin | undefined;
    const transcribe: WindowQueue['transcribe'] = (_, { question } = {}) => {
      pin = question?.pin;
      return Promise.reject(new Error('out of memory'));
    };
    const language = { kind: 'detect', tokens: { en: 40 } } as const;
    const outcome = await outcomeOf('five-seconds.wav', {
      language,
      queue: { ...stubQueue(() => decodedWindow([])), transcribe },
    });
    expect([outcome.kind, pin?.[0]]).toEqual(['failed', 3]);
  });

  it('warns of windows that were decoded again, and counts their rows', async () => {
    const discarded = [{ temperature: 0, faults: ['repetition'] as const, averageLogProbability: -0.1, tokenCount: 7 }];
    const quality = { noSpeechProbability: 0.1, temperature: 0.2, faults: [], discarded };
    const queue = stubQueue((_, index) => decodedWindow([index], index === 1 ? { quality } : {}));
    expect(await outcomeOf('five-seconds.wav', { queue })).toMatchObject({
      decoderRows: 3 * 2 + 7,
      warnings: ['the text of 0:02.0–0:04.0 was decoded again at temperature 0.2: it repeated itself'],
    });
  });

  it('sums the stages of its windows and measures the file from opening to transcript', async () => {
    let seconds = 100;
    const queue = stubQueue((_, index) => {
      seconds += 5;
      return decodedWindow([index]);
    });
    const outcome = await outcomeOf('five-seconds.wav', { queue, clock: () => seconds });
    // Each window waited 10 s in the queue and 1 s in the worker, took 2 s to encode and 3 s to decode.
    expect(outcome.kind === 'transcribed' && outcome.timings).toMatchObject({
      queueSeconds: 33,
      encodeSeconds: 6,
      decoderSeconds: 9,
      decoderSteps: 12,
      detokenizeSeconds: 0,
      endToEndSeconds: 15,
    });
  });

  it('tells the length of the recording and the new audio of each window', async () => {
    const told: string[] = [];
    const plan = { windowSeconds: 2, overlapSeconds: 0.5 };
    const onRead = (seconds: number) => told.push(`read ${String(seconds)}`);
    let newSeconds = 0;
    await outcomeOf('five-seconds.wav', { plan, onRead, onWindow: (seconds) => (newSeconds += seconds) });
    expect(told).toEqual(['read 5']);
    expect(newSeconds).toBeCloseTo(5, 6);
  });

  it('transcribes what a detector finds, and says so when that is nothing', async () => {
    const createDetector = () => scriptedDetector();
    writeFileSync(join(folder, 'sparse.wav'), waveBytes({ data: int16Bytes(speechAndSilence([1, 10], [1, 0.5])) }));
    writeFileSync(join(folder, 'silent.wav'), waveBytes({ data: int16Bytes(speechAndSilence([0, 3])) }));
    let newSeconds = 0;
    const sparse = await outcomeOf('sparse.wav', { createDetector, onWindow: (seconds) => (newSeconds += seconds) });
    expect(sparse).toMatchObject({ kind: 'transcribed', durationSeconds: 12.5, windowCount: 2, warnings: [] });
    expect(sparse.kind === 'transcribed' && sparse.skippedSeconds).toBeCloseTo(9.02, 1);
    expect(newSeconds).toBeCloseTo(3, 1);
    expect(await outcomeOf('silent.wav', { createDetector })).toMatchObject({
      kind: 'transcribed',
      durationSeconds: 3,
      skippedSeconds: 3,
      windowCount: 0,
      transcript: { text: '', segments: [], windows: [] },
      warnings: ['No speech was found; --vad off transcribes all there is.'],
    });
  });

  it('hears another window, in the language that was told, where two overlap and have no words in common', async () => {
    writeFileSync(join(folder, 'half-minute.wav'), waveBytes({ data: int16Bytes(seededNoise(35 * 16_000, 1)) }));
    const count = (from: number, end: number) => Array.from({ length: end - from }, (_, index) => from + index);
    // The second window, of second 15 to 35, begins with what is said after 27 seconds.
    const texts = [count(0, 20), count(27, 35), count(8, 33)];
    const heard: (readonly [number, number | undefined])[] = [];
    const kept = new Map<number, KeptWindow>();
    const memory = createFileMemory(kept, (window) => Promise.resolve(void kept.set(window.place.index, window)));
    const queue = stubQueue((_, index) =>
      decodedWindow(
        texts[index] ?? [],
        index === 0 ? { language: { token: 41, probability: 1, isSilent: false } } : {},
      ),
    );
    const transcribe: WindowQueue['transcribe'] = (samples, { question, languageToken, ...options } = {}) => {
      heard.push([samples.length / 16_000, languageToken]);
      question?.pin.set([0, 41]);
      return queue.transcribe(samples, options);
    };
    const run = () =>
      outcomeOf('half-minute.wav', {
        plan: { windowSeconds: 20, overlapSeconds: 5 },
        language: { kind: 'detect', tokens: { en: 40, de: 41 } },
        queue: { ...queue, transcribe },
        hearsAgain: true,
        openMemory: () => Promise.resolve(memory),
      });
    const outcome = await run();
    expect(heard).toEqual([
      [20, undefined],
      [20, undefined],
      [20, 41],
    ]);
    const warnings = ['two windows that meet at 0:17.5 have no words in common: a further one was heard there'];
    const text = decodeText(count(0, 35)).trim();
    expect(outcome).toMatchObject({ windowCount: 2, decoderRows: 20 + 8 + 25 + 3, warnings, transcript: { text } });
    // A run after this one hears nothing anew.
    expect(Array.from(kept.keys())).toEqual([0, 1, 0.5]);
    expect(await run()).toMatchObject({
      warnings,
      transcript: { text },
      takenOver: { audioSeconds: 35, windowCount: 2 },
    });
    expect(heard).toHaveLength(3);
  });

  it('resolves as soon as the file is read, while its windows are still under way', async () => {
    let release = () => {};
    const held = new Promise<void>((resolve) => (release = resolve));
    const queue = stubQueue(async (_, index) => {
      await held;
      return decodedWindow([index]);
    });
    const { outcome } = await readFile(sourceOf('five-seconds.wav'), contextOf({ queue }));
    release();
    expect((await outcome).kind).toBe('transcribed');
  });

  it('reads no further while the queue has no room', async () => {
    const events: string[] = [];
    const queue = stubQueue(() => decodedWindow([]), {
      hasRoom: () => {
        events.push('room?');
        return Promise.resolve();
      },
      transcribe: () => {
        events.push('window');
        return Promise.resolve({ waitSeconds: 0, decoded: decodedWindow([]) });
      },
    });
    await outcomeOf('five-seconds.wav', { queue });
    expect(events).toEqual(['room?', 'window', 'room?', 'window', 'room?', 'window']);
  });

  it('makes a failed outcome of a file that cannot be read', async () => {
    expect(await outcomeOf('missing.wav')).toMatchObject({
      kind: 'failed',
      source: sourceOf('missing.wav'),
      error: { code: 'AUDIO_UNREADABLE', remedy: 'Check that the file exists and that you may read it.' },
    });
    expect(await outcomeOf('no-audio.wav')).toMatchObject({ kind: 'failed', source: sourceOf('no-audio.wav') });
  });

  it('makes a failed outcome of a window that fails, once all of its windows are settled', async () => {
    let settled = 0;
    const queue = stubQueue(async (_, index) => {
      if (index === 0) throw new WhisperBatchError('WORKER_FAILED', 'A worker ended.', 'Run again.');
      await new Promise((resolve) => setTimeout(resolve, 30));
      settled++;
      return decodedWindow([index]);
    });
    expect(await outcomeOf('five-seconds.wav', { queue })).toEqual({
      kind: 'failed',
      source: sourceOf('five-seconds.wav'),
      error: { code: 'WORKER_FAILED', message: 'A worker ended.', remedy: 'Run again.' },
    });
    expect(settled).toBe(2);
  });

  it('makes a failed outcome of a transcript that cannot be read', async () => {
    const broken = () => {
      throw new TypeError('no tokenizer');
    };
    expect(await outcomeOf('five-seconds.wav', { readTranscript: broken })).toMatchObject({
      kind: 'failed',
      error: { code: 'INTERNAL', message: 'no tokenizer' },
    });
  });

  it('hands over no window once the run is aborted', async () => {
    const abort = new AbortController();
    let count = 0;
    const queue = stubQueue((_, index) => {
      count++;
      abort.abort();
      return decodedWindow([index]);
    });
    expect(await outcomeOf('five-seconds.wav', { queue, signal: abort.signal })).toMatchObject({
      kind: 'failed',
      error: { code: 'CANCELLED', message: 'The run was cancelled before this file was read.' },
    });
    expect(count).toBe(1);
  });

  it('takes over the windows that are known, keeps the others, and says what was taken over', async () => {
    const kept: KeptWindow[] = [];
    const known = { waitSeconds: 3, decoded: decodedWindow([7]) };
    const memory: FileMemory = {
      earlierSeconds: 40,
      find: ({ index }) => (index === 1 ? known : undefined),
      keep: (window) => Promise.resolve(void kept.push(window)),
    };
    let decoded = 0;
    const queue = stubQueue(() => decodedWindow([decoded++]));
    let toDecodeSeconds = 0;
    const onRead = (seconds: number) => (toDecodeSeconds += seconds);
    const changes = { queue, openMemory: () => Promise.resolve(memory), onRead };
    const outcome = (await outcomeOf('five-seconds.wav', changes)) as TranscribedFile;
    expect(outcome.transcript.text).toBe('word0 word7 word1');
    expect(outcome.takenOver).toEqual({ audioSeconds: 2, windowCount: 1 });
    // Of five seconds, for the time that is left.
    expect(toDecodeSeconds).toBe(3);
    expect(outcome.timings.endToEndSeconds).toBe(40);
    expect(kept.map(({ place, result }) => [place.index, result.decoded.tokens])).toEqual([
      [0, [0]],
      [2, [1]],
    ]);
    expect(kept[0]?.elapsedSeconds).toBe(40);
  });
});
