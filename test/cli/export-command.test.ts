import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';
import { capturedRun } from './captured-run.ts';

const model = temporaryFolder();
writeTinyCheckpoint(model);

describe('whisper-batch export', () => {
  it('writes the ONNX files of a checkpoint and says where', async () => {
    const target = join(temporaryFolder(), 'onnx');
    const { exitCode, stdout, stderr } = await capturedRun('export', target, '--model-dir', model);
    expect([exitCode, stdout]).toEqual([0, `Exported to ${target}\n`]);
    expect(stderr).toContain('exporting: writing decoder_with_past_model.onnx\n');
    expect(readdirSync(target)).toEqual(
      expect.arrayContaining([
        'encoder_model.onnx',
        'decoder_model.onnx',
        'decoder_with_past_model.onnx',
        'config.json',
        'generation_config.json',
        'tokenizer.json',
      ]),
    );
  });

  it('prints nothing when quiet', async () => {
    const target = temporaryFolder();
    const printed = await capturedRun('export', target, '--model-dir', model, '--quiet');
    expect(printed).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(readdirSync(target)).toContain('encoder_model.onnx');
  });

  it('leaves a folder alone that holds files', async () => {
    const before = readdirSync(model);
    expect(await capturedRun('export', model, '--model-dir', model)).toEqual({
      exitCode: 3,
      stdout: '',
      stderr:
        `error: Expected ${model} to be a new or an empty folder, found a folder with files in it.\n` +
        '  → Give the name of a folder that does not exist yet.\n',
    });
    expect(readdirSync(model)).toEqual(before);
  });

  it('lists its options in its help', async () => {
    const { exitCode, stdout } = await capturedRun('export', '--help');
    expect(exitCode).toBe(0);
    expect([...stdout.matchAll(/^ {2}(?:-\w, )?(--[\w-]+|folder) /gm)].map(([, name]) => name)).toEqual([
      'folder',
      '--model-dir',
      '--quiet',
      '--help',
    ]);
  });
});
