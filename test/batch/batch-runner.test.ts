import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createBatchRunner } from '../../src/batch/batch-runner.ts';
import { resolveSettings } from '../../src/batch/transcriber-settings.ts';
import { WhisperBatchError } from '../../src/errors.ts';
import type { FileOutcome } from '../../src/metrics/outcome.ts';
import { int16Bytes, waveBytes } from '../audio/recordings.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { decodedWindow } from '../helpers/stub-queue.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';

const folder = temporaryFolder();
writeTinyCheckpoint(folder);
const source = { path: join(folder, 'a.wav'), name: 'a.wav' };
writeFileSync(source.path, waveBytes({ data: int16Bytes(seededNoise(16_000, 1)) }));

/** A runner whose model is opened when the test says so, and how many windows were decoded. */
function startRunner(opened: Promise<number>) {
  const lengths: number[] = [];
  const runner = createBatchRunner({
    settings: resolveSettings({ modelFolder: folder, workers: 1, threads: 1, vad: false }),
    pool: {
      capacity: 1,
      load: () => opened,
      transcribe: ({ samples }) =>
        Promise.resolve(decodedWindow([], { averageLogProbability: -lengths.push(samples.length) })),
      cancel: () => undefined,
      close: () => Promise.resolve(),
    },
    speech: undefined,
    opened,
    signal: new AbortController().signal,
  });
  return { runner, lengths };
}

describe('createBatchRunner', () => {
  it('hands windows over only once the model is open', async () => {
    let open: (seconds: number) => void = () => undefined;
    const { runner, lengths } = startRunner(new Promise((resolve) => (open = resolve)));
    const transcribing = runner.transcribe([source]);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(lengths).toEqual([]);
    open(1.5);
    expect(await transcribing).toMatchObject([{ kind: 'transcribed', source }]);
    expect([lengths, await runner.ready]).toEqual([[16_000], 1.5]);
  });

  it('ends a batch whose model cannot be opened, and fails none of its files', async () => {
    const damaged = new WhisperBatchError('MODEL_DAMAGED', 'The model is damaged.', '');
    const { runner, lengths } = startRunner(Promise.reject(damaged));
    const done: FileOutcome[] = [];
    const listener = { fileDone: (outcome: FileOutcome) => void done.push(outcome) };
    await expect(runner.transcribe([source], listener)).rejects.toThrow(damaged);
    expect([done, lengths]).toEqual([[], []]);
  });
});
