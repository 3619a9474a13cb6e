import { join } from 'node:path';
import { logMelModel } from '../graph/log-mel-model.ts';
import { openSession, type InferenceSession, type SessionSettings } from '../graph/onnx-session.ts';
import {
  cacheNames,
  OPTIMUM_DECODER,
  OPTIMUM_DECODER_WITH_PAST,
  OPTIMUM_ENCODER,
  type CacheOwner,
} from '../graph/optimum-layout.ts';
import type { WhisperConfig } from '../graph/whisper-config.ts';
import { AUDIO_POSITIONS, WINDOW_FRAMES } from '../hyperparameters.ts';
import { openCheckedSession, type ExpectedTensor } from './checked-session.ts';
import type { DecoderSettings } from './compiled-decoder.ts';

/** Inputs that some releases of Optimum add to the decoder with past. */
export const OPTIONAL_INPUTS = ['cache_position', 'encoder_hidden_states'] as const;

/** The sessions of an Optimum export, and one that makes the features its encoder takes. */
export interface OptimumSessions {
  readonly logMel: InferenceSession;
  readonly encoder: InferenceSession;
  readonly decoder: InferenceSession;
  readonly decoderWithPast: InferenceSession;
}

/**
 * Opens the graphs of an Optimum export whose tensors are those that `config.json` lets expect.
 *
 * @throws WhisperBatchError `MODEL_DAMAGED`, `MODEL_UNSUPPORTED` naming the tensors that differ
 */
export async function openOptimumSessions(
  folder: string,
  config: WhisperConfig,
  { threads, allowSpinning }: Pick<DecoderSettings, 'threads' | 'allowSpinning'>,
): Promise<OptimumSessions> {
  const settings: SessionSettings = { threads, allowSpinning, optimization: 'all' };
  return {
    encoder: await openCheckedSession(join(folder, OPTIMUM_ENCODER), encoderTensors(config), settings),
    decoder: await openCheckedSession(join(folder, OPTIMUM_DECODER), decoderTensors(config), settings),
    decoderWithPast: await openCheckedSession(
      join(folder, OPTIMUM_DECODER_WITH_PAST),
      { ...decoderWithPastTensors(config), optionalInputs: OPTIONAL_INPUTS },
      settings,
    ),
    logMel: await openSession(logMelModel(config.melBins), settings),
  };
}

/** Names of all keys and values of one owner, layer by layer. */
export function allCacheNames(
  side: Parameters<typeof cacheNames>[0],
  owner: CacheOwner,
  { decoderLayers }: WhisperConfig,
): readonly string[] {
  return Array.from({ length: decoderLayers }, (_, layer) => cacheNames(side, layer, owner)).flat();
}

function encoderTensors({ melBins, modelWidth }: WhisperConfig) {
  return {
    inputs: [float32('input_features', [undefined, melBins, WINDOW_FRAMES])],
    outputs: [float32('last_hidden_state', [undefined, AUDIO_POSITIONS, modelWidth])],
  };
}

function decoderTensors(config: WhisperConfig) {
  return {
    inputs: [tokenIds(), float32('encoder_hidden_states', [undefined, undefined, config.modelWidth])],
    outputs: [logits(config), ...cache('present', 'decoder', config), ...cache('present', 'encoder', config)],
  };
}

function decoderWithPastTensors(config: WhisperConfig) {
  const past = 'past_key_values';
  return {
    inputs: [tokenIds(), ...cache(past, 'decoder', config), ...cache(past, 'encoder', config)],
    outputs: [logits(config), ...cache('present', 'decoder', config)],
  };
}

function cache(side: Parameters<typeof cacheNames>[0], owner: CacheOwner, config: WhisperConfig): ExpectedTensor[] {
  const { decoderHeads: heads, modelWidth } = config;
  const dims = [undefined, heads, undefined, modelWidth / heads];
  return allCacheNames(side, owner, config).map((name) => float32(name, dims));
}

function tokenIds(): ExpectedTensor {
  return { name: 'input_ids', type: 'int64', dims: [undefined, undefined] };
}

function logits({ vocabularySize }: WhisperConfig): ExpectedTensor {
  return float32('logits', [undefined, undefined, vocabularySize]);
}

function float32(name: string, dims: ExpectedTensor['dims']): ExpectedTensor {
  return { name, type: 'float32', dims };
}
