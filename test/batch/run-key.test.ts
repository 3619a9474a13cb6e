import { readFileSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { runKey } from '../../src/batch/run-key.ts';
import { resolveSettings, type TranscriberSettings } from '../../src/batch/transcriber-settings.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';
import { writeTinyModel } from '../helpers/tiny-export.ts';

vi.mock('../../src/batch/core-budget.ts', () => ({ coreBudget: () => 4 }));

const modelFolder = temporaryFolder();
writeTinyCheckpoint(modelFolder);
const hashed = (name: string, sha256 = '1') => ({ name, sha256, byteLength: 1, modifiedMs: 1, changedMs: 1 });
const graphs = ['encoder', 'decoder', 'projection', 'screening', 'speech'].map((graph) => hashed(`${graph}.onnx`));
const manifest = { sources: [hashed('model.safetensors')], files: graphs };
const compiled = compiledFolder(manifest);

function compiledFolder(content: object): string {
  const folder = temporaryFolder();
  writeFileSync(join(folder, 'manifest.json'), JSON.stringify(content));
  return folder;
}

const keyOf = (settings: TranscriberSettings = {}, folder: string | undefined = compiled) =>
  runKey(resolveSettings({ modelFolder, cores: 4, ...settings }), folder);

describe('runKey', () => {
  it('is the same however fast the texts are made, and wherever the model lies', async () => {
    const key = await keyOf();
    expect(key).toMatch(/^[0-9a-f]{32}$/);
    const copy = temporaryFolder();
    writeTinyCheckpoint(copy);
    const faster = { workers: 2, threads: 2, batchSize: 3, allowSpinning: true, profile: 'p.json', modelFolder: copy };
    expect(await keyOf(faster)).toBe(key);
  });

  it.each<TranscriberSettings>([
    { language: 'de' },
    { task: 'translate' },
    { timestamps: true },
    { maxNewTokens: 5 },
    { windowSeconds: 20 },
    { overlapSeconds: 0 },
  ])('changes with %j', async (settings) => {
    expect(await keyOf(settings)).not.toBe(await keyOf());
  });

  it('changes with settings that it has never heard of', async () => {
    const settings = resolveSettings({ modelFolder });
    const configuration = { ...settings.configuration, newSetting: 1 };
    expect(await runKey({ ...settings, configuration }, compiled)).not.toBe(await runKey(settings, compiled));
  });

  it('changes with the weights and with the tokenizer', async () => {
    const other = compiledFolder({ ...manifest, sources: [hashed('model.safetensors', '2')] });
    expect(await keyOf({}, other)).not.toBe(await keyOf());
    const tokenizerJson = join(temporaryFolder(), 'tokenizer.json');
    const text = readFileSync(join(modelFolder, 'tokenizer.json'), 'utf8');
    writeFileSync(tokenizerJson, text);
    expect(await keyOf({ tokenizerJson })).toBe(await keyOf());
    writeFileSync(tokenizerJson, `${text} `);
    expect(await keyOf({ tokenizerJson })).not.toBe(await keyOf());
  });

  it('says which file of the model cannot be read', async () => {
    const tokenizerPath = temporaryFolder();
    const settings = resolveSettings({ modelFolder });
    expect(await rejectionOf(runKey({ ...settings, model: { ...settings.model, tokenizerPath } }, compiled))).toEqual({
      code: 'MODEL_DAMAGED',
      message: `${tokenizerPath}: expected a readable file, but reading it failed: EISDIR: illegal operation on a directory, read.`,
      remedy: 'Check that the path is a file and that you may read it.',
    });
  });

  it('changes with the content of an ONNX export, also where size and time of a file stay the same', async () => {
    const { optimumFolder: folder } = await writeTinyModel();
    const settings = resolveSettings({ modelFolder: folder });
    const key = await runKey(settings, undefined);
    expect(await runKey(settings, undefined)).toBe(key);
    const path = join(folder, 'encoder_model.onnx_data');
    const { atime, mtime } = statSync(path);
    const bytes = readFileSync(path);
    bytes[0]! ^= 1;
    writeFileSync(path, bytes);
    utimesSync(path, atime, mtime);
    expect(await runKey(settings, undefined)).not.toBe(key);
  });
});
