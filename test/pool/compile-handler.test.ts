import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { MessageChannel } from 'node:worker_threads';
import { describe, expect, it } from 'vitest';
import { compileInWorker } from '../../src/pool/compile-handler.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';

describe('compileInWorker', () => {
  it('answers with the compiled folder and closes the port behind the last step', async () => {
    const modelFolder = temporaryFolder();
    writeTinyCheckpoint(modelFolder);
    const { port1, port2 } = new MessageChannel();
    const steps: unknown[] = [];
    port1.on('message', (step) => steps.push(step));
    const closed = once(port1, 'close');
    const reply = await compileInWorker({ modelFolder, progress: port2 });
    await closed;
    expect(reply.kind).toBe('compiled');
    expect(reply.kind === 'compiled' && existsSync(join(reply.folder, 'encoder.onnx'))).toBe(true);
    expect(steps).toEqual([
      'checking the weights',
      'building encoder.onnx',
      'optimising encoder.onnx for this CPU',
      'building decoder.onnx',
      'optimising decoder.onnx for this CPU',
      'building projection.onnx',
      'optimising projection.onnx for this CPU',
      'building speech.onnx',
      'optimising speech.onnx for this CPU',
      'building screening.onnx',
    ]);
  });

  it('stops before its next step once it is cancelled, and leaves nothing behind', async () => {
    const modelFolder = temporaryFolder();
    writeTinyCheckpoint(modelFolder);
    const { port1, port2 } = new MessageChannel();
    const cancelFlag = new Int32Array(new SharedArrayBuffer(4));
    const steps: unknown[] = [];
    port1.on('message', (step) => {
      steps.push(step);
      if (step === 'building encoder.onnx') Atomics.store(cancelFlag, 0, 1);
    });
    expect(await compileInWorker({ modelFolder, progress: port2, cancelFlag })).toEqual({
      kind: 'failed',
      error: { code: 'CANCELLED', message: 'It was cancelled before it was finished.', remedy: '' },
    });
    expect(steps).not.toContain('building decoder.onnx');
    expect(readdirSync(join(modelFolder, '.compiled'))).toEqual([]);
  });

  it('answers with an error as data', async () => {
    const modelFolder = temporaryFolder();
    const { port1, port2 } = new MessageChannel();
    const closed = once(port1, 'close');
    expect(structuredClone(await compileInWorker({ modelFolder, progress: port2 }))).toEqual({
      kind: 'failed',
      error: {
        code: 'MODEL_INCOMPLETE',
        message: `${modelFolder}: expected 1 model files, missing config.json.`,
        remedy: 'Copy the missing files into the model folder.',
      },
    });
    await closed;
  });
});
