import { copyFileSync, cpSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import {
  createTranscriber,
  openTranscriber,
  type Transcriber,
  type TranscriberOptions,
} from '../../src/batch/transcriber.ts';
import type { FileOutcome } from '../../src/metrics/outcome.ts';
import { int16Bytes, waveBytes } from '../audio/recordings.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';
import { writeTinyModel } from '../helpers/tiny-export.ts';

const folder = temporaryFolder();
const sources = [1, 2, 3, 4].map((seconds) => {
  const name = `${String(seconds)}.wav`;
  writeFileSync(join(folder, name), waveBytes({ data: int16Bytes(seededNoise(16_000 * seconds, seconds)) }));
  return { path: join(folder, name), name };
});

let models: Awaited<ReturnType<typeof writeTinyModel>>;

beforeAll(async () => {
  models = await writeTinyModel();
});

async function create(options: TranscriberOptions = {}): Promise<Transcriber> {
  const transcriber = await createTranscriber({
    modelFolder: models.checkpointFolder,
    workers: 1,
    threads: 1,
    // Noise is no speech; what is tested here is what becomes of windows.
    vad: false,
    ...options,
  });
  onTestFinished(() => transcriber.close());
  return transcriber;
}

const textOf = (outcome: FileOutcome): string =>
  outcome.kind === 'transcribed' ? outcome.transcript.text : outcome.kind;

describe('createTranscriber', () => {
  it('transcribes again and again with a model that is loaded once', async () => {
    const phases: string[] = [];
    const transcriber = await create({ onPhase: (phase) => phases.push(phase) });
    expect(phases.at(-1)).toBe('loading the model');
    expect(transcriber.loadSeconds).toBeGreaterThan(0);
    const first = await transcriber.transcribe(sources);
    const second = await transcriber.transcribe([...sources].reverse());
    expect(first.map(({ kind }) => kind)).toEqual(sources.map(() => 'transcribed'));
    expect(second.reverse().map(textOf)).toEqual(first.map(textOf));
  });

  it('gives the same text for any workers, batches, windows under way and layout', async () => {
    const base = (await (await create()).transcribe(sources)).map(textOf);
    expect(base.every((text) => text !== '')).toBe(true);
    const ways: TranscriberOptions[] = [
      { workers: 2, cores: 2, batchSize: 1 },
      { workers: 1, threads: 2, cores: 2, batchSize: 3 },
      { modelFolder: models.optimumFolder },
    ];
    for (const way of ways) expect((await (await create(way)).transcribe(sources)).map(textOf)).toEqual(base);
  });

  it('hears no speech in noise unless it is told not to listen', async () => {
    const [outcome] = await (await create({ vad: true })).transcribe(sources.slice(0, 1));
    expect(outcome).toMatchObject({
      kind: 'transcribed',
      windowCount: 0,
      skippedSeconds: 1,
      warnings: ['No speech was found; --vad off transcribes all there is.'],
    });
  });

  it('does nothing more once it was closed, and may be closed twice', async () => {
    const transcriber = await create();
    await Promise.all([transcriber.close(), transcriber.close()]);
    const refusal = {
      code: 'USAGE',
      message: 'Expected an open transcriber, found one that was closed.',
      remedy: 'Create another one with createTranscriber, or close it later.',
    };
    expect(await rejectionOf(transcriber.transcribe(sources))).toEqual(refusal);
    expect(await rejectionOf(transcriber.warmUp(1))).toEqual(refusal);
    await transcriber.close();
  });

  it('warms every worker up without an outcome', async () => {
    const transcriber = await create({ workers: 2, cores: 2 });
    expect(await transcriber.warmUp(2)).toBeGreaterThan(0);
    expect(await transcriber.warmUp(0)).toBeLessThan(0.1);
  });

  it('reads texts with the tokenizer that was named, also when the folder has none', async () => {
    const model = temporaryFolder();
    writeTinyCheckpoint(model);
    const tokenizerJson = join(folder, 'elsewhere.json');
    copyFileSync(join(model, 'tokenizer.json'), tokenizerJson);
    rmSync(join(model, 'tokenizer.json'));
    const outcomes = await (await create({ modelFolder: model, tokenizerJson })).transcribe(sources.slice(0, 1));
    expect(outcomes.map(({ kind }) => kind)).toEqual(['transcribed']);
  });

  it('tells that a prompt is too long', async () => {
    const notices: string[] = [];
    await create({ prompt: '#'.repeat(30), onNotice: (notice) => notices.push(notice) });
    expect(notices).toContain('The prompt is too long: its beginning is left out (8 tokens).');
  });

  it('closes its threads again when the tokenizer is damaged', async () => {
    const tokenizerJson = join(folder, 'damaged.json');
    writeFileSync(tokenizerJson, '{');
    expect((await rejectionOf(create({ tokenizerJson }))).code).toBe('MODEL_DAMAGED');
  });

  it('stops between steps when it is cancelled and leaves unfinished files out', async () => {
    const abort = new AbortController();
    const transcriber = await create({ signal: abort.signal, batchSize: 1 });
    const fileDone = () => {
      abort.abort();
    };
    const outcomes = await transcriber.transcribe(sources, { fileDone });
    expect(outcomes.length).toBeGreaterThanOrEqual(1);
    expect(outcomes.length).toBeLessThan(sources.length);
    expect(outcomes.map(({ kind }) => kind)).toEqual(outcomes.map(() => 'transcribed'));
  });

  it('opens no model once it is cancelled', async () => {
    const phases: string[] = [];
    const signal = AbortSignal.abort();
    expect(await rejectionOf(create({ signal, onPhase: (phase) => phases.push(phase) }))).toEqual({
      code: 'CANCELLED',
      message: 'The run was cancelled before the model was opened.',
      remedy: '',
    });
    expect(phases).toEqual([]);
  });

  it('makes a failed outcome of a bad file and goes on', async () => {
    const missing = { path: join(folder, 'missing.wav'), name: 'missing.wav' };
    const outcomes = await (await create()).transcribe([missing, ...sources.slice(0, 1)]);
    expect(outcomes.map(({ kind }) => kind)).toEqual(['failed', 'transcribed']);
  });
});

describe('openTranscriber', () => {
  it('hands on what a listener throws while the model is still being opened', async () => {
    const opening = await openTranscriber({ modelFolder: models.checkpointFolder, workers: 1, threads: 1 });
    onTestFinished(() => opening.close());
    const missing = { path: join(folder, 'missing.wav'), name: 'missing.wav' };
    const fileDone = () => Promise.reject(new Error('disk full'));
    // The file fails long before the model is open; that must not be an unhandled rejection meanwhile.
    expect((await rejectionOf(opening.transcribe([missing], { fileDone }))).message).toBe('disk full');
    expect(await opening.ready).toBeGreaterThan(0);
  });

  it('rejects with what is wrong with the model, not with the files that waited for it', async () => {
    const model = temporaryFolder();
    cpSync(models.optimumFolder, model, { recursive: true });
    // An ONNX graph, but another one: only opening it can tell.
    copyFileSync(join(model, 'encoder_model.onnx'), join(model, 'decoder_with_past_model.onnx'));
    const opening = await openTranscriber({ modelFolder: model, workers: 1, threads: 1 });
    onTestFinished(() => opening.close());
    const { message } = await rejectionOf(opening.transcribe(sources));
    expect(message).toMatch(/decoder_with_past_model\.onnx/);
    expect((await rejectionOf(opening.ready)).message).toBe(message);
  });
});
