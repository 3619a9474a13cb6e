import { once } from 'node:events';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { exportInWorker } from '../../src/pool/compile-handler.ts';
import { compileInThread, exportInThread } from '../../src/pool/write-in-thread.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';

const STEPS = [
  'checking the weights',
  'writing encoder_model.onnx',
  'writing decoder_model.onnx',
  'writing decoder_with_past_model.onnx',
];

describe('exportInWorker', () => {
  it('answers with the folder made and closes the port behind the last step', async () => {
    const { modelFolder, targetFolder } = folders();
    const { port1, port2 } = new MessageChannel();
    const steps: unknown[] = [];
    port1.on('message', (step) => steps.push(step));
    const closed = once(port1, 'close');
    const reply = await exportInWorker({ modelFolder, targetFolder, progress: port2 });
    await closed;
    expect(reply).toEqual({ kind: 'exported', folder: targetFolder });
    expect(steps).toEqual(STEPS);
  });
});

describe('exportInThread', () => {
  it('writes an Optimum export, tells its steps and gives the folder', async () => {
    const { modelFolder, targetFolder } = folders();
    const steps: string[] = [];
    expect(await exportInThread({ modelFolder, targetFolder }, (step) => steps.push(step))).toBe(targetFolder);
    expect(readdirSync(targetFolder)).toContain('decoder_with_past_model.onnx');
    expect(steps.slice(0, 3)).toEqual(STEPS.slice(0, 3));
  });

  it('rejects with what is wrong with the target', async () => {
    const { modelFolder, targetFolder } = folders();
    mkdirSync(targetFolder);
    writeFileSync(join(targetFolder, 'notes.txt'), 'keep me');
    expect(await rejectionOf(exportInThread({ modelFolder, targetFolder }, () => undefined))).toEqual({
      code: 'OUTPUT_FAILED',
      message: `Expected ${targetFolder} to be a new or an empty folder, found a folder with files in it.`,
      remedy: 'Give the name of a folder that does not exist yet.',
    });
  });
});

describe('compileInThread', () => {
  it('compiles a checkpoint, tells its steps and gives the folder', async () => {
    const folder = temporaryFolder();
    writeTinyCheckpoint(folder);
    const steps: string[] = [];
    const compiled = await compileInThread(folder, (step) => steps.push(step));
    expect(compiled.startsWith(join(folder, '.compiled'))).toBe(true);
    expect(existsSync(join(compiled, 'decoder.onnx'))).toBe(true);
    expect(steps.slice(0, 3)).toEqual([
      'checking the weights',
      'building encoder.onnx',
      'optimising encoder.onnx for this CPU',
    ]);
  });

  it('rejects with what is wrong with the checkpoint', async () => {
    const folder = temporaryFolder();
    writeTinyCheckpoint(folder);
    writeFileSync(join(folder, 'model.safetensors'), 'cut');
    expect(await rejectionOf(compileInThread(folder, () => undefined))).toEqual({
      code: 'MODEL_DAMAGED',
      message: `${join(folder, 'model.safetensors')}: the file has 3 bytes, too few for a header.`,
      remedy: 'Get the file again from where the model came from.',
    });
  });
});

function folders(): { readonly modelFolder: string; readonly targetFolder: string } {
  const parent = temporaryFolder();
  const modelFolder = join(parent, 'checkpoint');
  writeTinyCheckpoint(modelFolder);
  return { modelFolder, targetFolder: join(parent, 'optimum') };
}
