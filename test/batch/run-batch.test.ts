import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runBatch, type RunOptions } from '../../src/batch/run-batch.ts';
import { int16Bytes, waveBytes } from '../audio/recordings.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';

const folder = temporaryFolder();
const modelFolder = temporaryFolder();
writeTinyCheckpoint(modelFolder);
for (const name of ['a.wav', 'b.wav', 'c.wav']) {
  writeFileSync(join(folder, name), waveBytes({ data: int16Bytes(seededNoise(16_000, 7)) }));
}

async function run(changes: Partial<RunOptions> = {}, signal = new AbortController().signal) {
  const told: string[] = [];
  const listener = {
    started: (sources: readonly { readonly name: string }[]) => void told.push(...sources.map(({ name }) => name)),
    phase: (phase: string) => void told.push(phase.replace(/:.*/, '')),
  };
  const options = {
    paths: [folder],
    limitFiles: 0,
    warmup: 0,
    modelFolder,
    vad: false,
    workers: 1,
    threads: 1,
    ...changes,
  };
  return { report: await runBatch(options, listener, signal), told: [...new Set(told)] };
}

describe('runBatch', () => {
  it('transcribes what it finds and reports what was measured', async () => {
    const { report, told } = await run({ warmup: 1 });
    expect(told.slice(0, 3)).toEqual(['a.wav', 'b.wav', 'c.wav']);
    expect(told.slice(-3)).toEqual(['loading the model', 'warming up', 'transcribing']);
    expect(report.outcomes.map(({ kind, source }) => [kind, source.name])).toEqual([
      ['transcribed', 'a.wav'],
      ['transcribed', 'b.wav'],
      ['transcribed', 'c.wav'],
    ]);
    expect(report).toMatchObject({ configuration: { warmup: 1, workers: 1, modelFolder }, wasCancelled: false });
    for (const seconds of [report.wallSeconds, report.modelLoadSeconds, report.warmupSeconds, report.cpuSeconds]) {
      expect(seconds).toBeGreaterThan(0);
    }
    expect(report.peakMemoryBytes).toBeGreaterThan(2 ** 25);
  });

  it('takes no more files than it may', async () => {
    const { report } = await run({ limitFiles: 2 });
    expect(report.outcomes.map(({ source }) => source.name)).toEqual(['a.wav', 'b.wav']);
    expect(report.warmupSeconds).toBe(0);
  });

  it('reports a run that was cancelled before its first file', async () => {
    const { report } = await run({ warmup: 1 }, AbortSignal.abort());
    expect(report).toMatchObject({ outcomes: [], wasCancelled: true, warmupSeconds: 0 });
  });

  it('says that there is no audio before it opens a model', async () => {
    const { code } = await rejectionOf(run({ paths: [modelFolder], modelFolder: '/nowhere' }));
    expect(code).toBe('NO_AUDIO_FOUND');
  });
});
