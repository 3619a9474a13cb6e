import { describe, expect, it } from 'vitest';
import { WhisperBatchError } from '../../src/errors.ts';
import { createNativeWork } from '../../src/graph/native-work.ts';
import type { SpeechModel } from '../../src/model/speech-model.ts';
import { createDetectHandler } from '../../src/pool/detect-handler.ts';

const samples = new Float32Array(1024);
const nativeWork = createNativeWork();

describe('createDetectHandler', () => {
  it('opens its model once, begins with an empty state, and frees the model', async () => {
    const calls: string[] = [];
    const model: SpeechModel = {
      hear: (_, state) => {
        calls.push(`hear after ${String(state.context.length)} samples`);
        return Promise.resolve({ probabilities: Float32Array.of(0.5, 0.25), state });
      },
      release: () => {
        calls.push('release');
        return Promise.resolve();
      },
    };
    const handle = createDetectHandler({ graphPath: '/graph.onnx', nativeWork }, (graphPath) => {
      calls.push(`open ${String(graphPath)}`);
      return Promise.resolve(model);
    });
    expect(await handle({ kind: 'open' })).toEqual({ kind: 'opened' });
    const reply = await handle({ kind: 'hear', samples, state: undefined });
    if (reply.kind !== 'heard') throw new Error('Expected to hear something.');
    expect(reply.heard.probabilities).toEqual(Float32Array.of(0.5, 0.25));
    await handle({ kind: 'hear', samples, state: reply.heard.state });
    expect(await handle({ kind: 'release' })).toEqual({ kind: 'released' });
    expect(calls).toEqual(['open /graph.onnx', 'hear after 64 samples', 'hear after 64 samples', 'release']);
  });

  it('answers with an error as data', async () => {
    const error = new WhisperBatchError('ENVIRONMENT', 'Expected weights, found none.', 'Install again.');
    const handle = createDetectHandler({ graphPath: undefined, nativeWork }, () => Promise.reject(error));
    expect(await handle({ kind: 'hear', samples, state: undefined })).toEqual({
      kind: 'failed',
      error: { code: 'ENVIRONMENT', message: 'Expected weights, found none.', remedy: 'Install again.' },
    });
  });

  it('has nothing to free before it was asked for anything', async () => {
    expect(await createDetectHandler({ graphPath: undefined, nativeWork })({ kind: 'release' })).toEqual({
      kind: 'released',
    });
  });
});
