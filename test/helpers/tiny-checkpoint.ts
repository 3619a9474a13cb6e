import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { tinyGenerationConfig, tinyTokenizer, TINY_TOKENS } from './tiny-vocabulary.ts';

/** Sizes of the tiny network. Two heads, so that a mixed-up order of heads shows; 64 wide as in every Whisper. */
export const TINY_CONFIG = {
  model_type: 'whisper',
  architectures: ['WhisperForConditionalGeneration'],
  _name_or_path: 'test/tiny-whisper',
  activation_function: 'gelu',
  d_model: 128,
  num_mel_bins: 80,
  max_source_positions: 1500,
  max_target_positions: 48,
  encoder_layers: 2,
  encoder_attention_heads: 2,
  encoder_ffn_dim: 192,
  decoder_layers: 2,
  decoder_attention_heads: 2,
  decoder_ffn_dim: 192,
  vocab_size: TINY_TOKENS.count,
  is_encoder_decoder: true,
  decoder_start_token_id: TINY_TOKENS.start,
  bos_token_id: TINY_TOKENS.end,
  eos_token_id: TINY_TOKENS.end,
  pad_token_id: TINY_TOKENS.end,
} as const;

/** What may differ from one tiny checkpoint to another. */
export interface TinyCheckpointOptions {
  /** The values are the same in both: each is exact in half precision. */
  readonly dtype?: 'F16' | 'F32';
  /** More than one makes shards with an index. */
  readonly files?: number;
  /** Other weights of the same sizes. */
  readonly seed?: number;
}

/** Writes a complete Whisper checkpoint of 2 + 2 layers with random weights (about 1.7 MB in half precision). */
export function writeTinyCheckpoint(folder: string, options: TinyCheckpointOptions = {}): void {
  mkdirSync(folder, { recursive: true });
  writeJson(folder, 'config.json', TINY_CONFIG);
  writeJson(folder, 'generation_config.json', tinyGenerationConfig);
  writeJson(folder, 'tokenizer.json', tinyTokenizer());
  writeJson(folder, 'preprocessor_config.json', {
    feature_extractor_type: 'WhisperFeatureExtractor',
    feature_size: TINY_CONFIG.num_mel_bins,
    sampling_rate: 16_000,
  });
  writeWeights(folder, options);
}

/** Names, dimensions and values of every weight of the tiny checkpoint, as float32. */
export function tinyTensors(seed = 1): TinyTensor[] {
  const random = randomIntegers(seed);
  return tensorShapes().map(({ name, dims }) => {
    const length = dims.reduce((product, size) => product * size, 1);
    const { offset, step } = distribution(name);
    return { name, dims, values: Float32Array.from({ length }, () => offset + random() * step) };
  });
}

export interface TinyTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly values: Float32Array;
}

function writeWeights(folder: string, { dtype = 'F16', files = 1, seed = 1 }: TinyCheckpointOptions): void {
  const tensors = tinyTensors(seed);
  if (files === 1) {
    writeFileSync(join(folder, 'model.safetensors'), safetensors(tensors, dtype));
    return;
  }
  const weightMap: Record<string, string> = {};
  const perFile = Math.ceil(tensors.length / files);
  for (let file = 0; file < files; file++) {
    const name = `model-${shardNumber(file + 1)}-of-${shardNumber(files)}.safetensors`;
    const part = tensors.slice(file * perFile, (file + 1) * perFile);
    for (const tensor of part) weightMap[tensor.name] = name;
    writeFileSync(join(folder, name), safetensors(part, dtype));
  }
  writeJson(folder, 'model.safetensors.index.json', { metadata: {}, weight_map: weightMap });
}

function tensorShapes(): Omit<TinyTensor, 'values'>[] {
  const { d_model: width, num_mel_bins: mels, max_source_positions, max_target_positions, vocab_size } = TINY_CONFIG;
  const encoder = 'model.encoder';
  const decoder = 'model.decoder';
  return [
    ...withBias(`${encoder}.conv1`, [width, mels, 3]),
    ...withBias(`${encoder}.conv2`, [width, width, 3]),
    { name: `${encoder}.embed_positions.weight`, dims: [max_source_positions, width] },
    ...layers(encoder, TINY_CONFIG.encoder_layers, ['self_attn'], TINY_CONFIG.encoder_ffn_dim),
    ...withBias(`${encoder}.layer_norm`, [width]),
    { name: `${decoder}.embed_tokens.weight`, dims: [vocab_size, width] },
    { name: `${decoder}.embed_positions.weight`, dims: [max_target_positions, width] },
    ...layers(decoder, TINY_CONFIG.decoder_layers, ['self_attn', 'encoder_attn'], TINY_CONFIG.decoder_ffn_dim),
    ...withBias(`${decoder}.layer_norm`, [width]),
  ];
}

function layers(prefix: string, count: number, attentions: readonly string[], hidden: number) {
  const width = TINY_CONFIG.d_model;
  return Array.from({ length: count }, (_, index) => `${prefix}.layers.${String(index)}`).flatMap((layer) => [
    ...attentions.flatMap((attention) => attentionShapes(`${layer}.${attention}`)),
    ...withBias(`${layer}.fc1`, [hidden, width]),
    ...withBias(`${layer}.fc2`, [width, hidden]),
    ...withBias(`${layer}.final_layer_norm`, [width]),
  ]);
}

function attentionShapes(prefix: string): Omit<TinyTensor, 'values'>[] {
  const width = TINY_CONFIG.d_model;
  return [
    ...['q_proj', 'v_proj', 'out_proj'].flatMap((name) => withBias(`${prefix}.${name}`, [width, width])),
    { name: `${prefix}.k_proj.weight`, dims: [width, width] },
    ...withBias(`${prefix}_layer_norm`, [width]),
  ];
}

function withBias(name: string, dims: readonly [number, ...number[]]): Omit<TinyTensor, 'values'>[] {
  return [
    { name: `${name}.weight`, dims },
    { name: `${name}.bias`, dims: [dims[0]] },
  ];
}

// Uniform in offset ± 1023 × step. The step is a power of two, so that every value is exact in half precision; it is
// small enough that float32 results in another order of summation differ by about 1e-5, and large enough that the
// likeliest token changes with audio and tokens.
function distribution(name: string): { readonly offset: number; readonly step: number } {
  return name.endsWith('norm.weight') ? { offset: 1, step: 2 ** -10 } : { offset: 0, step: 2 ** -12 };
}

// Linear congruential generator (Numerical Recipes); whole numbers from −1023 to 1023.
function randomIntegers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * 2047) - 1023;
  };
}

function safetensors(tensors: readonly TinyTensor[], dtype: 'F16' | 'F32'): Buffer {
  let offset = 0;
  const entries = tensors.map(({ name, dims, values }) => {
    const end = offset + values.length * (dtype === 'F16' ? 2 : 4);
    const entry = [name, { dtype, shape: dims, data_offsets: [offset, end] }] as const;
    offset = end;
    return entry;
  });
  const header = Buffer.from(JSON.stringify(Object.fromEntries([['__metadata__', { format: 'pt' }], ...entries])));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(header.length));
  return Buffer.concat([length, header, ...tensors.map(({ values }) => encode(values, dtype))]);
}

function encode(values: Float32Array, dtype: 'F16' | 'F32'): Buffer {
  const stored = dtype === 'F16' ? Uint16Array.from(values, halfBits) : values;
  return Buffer.from(stored.buffer, stored.byteOffset, stored.byteLength);
}

/** Bit pattern of a number that is exact in half precision and not subnormal. */
function halfBits(value: number): number {
  const sign = value < 0 ? 0x8000 : 0;
  if (value === 0) return sign;
  const exponent = Math.floor(Math.log2(Math.abs(value)));
  return sign + ((exponent + 15) << 10) + (Math.abs(value) / 2 ** exponent - 1) * 1024;
}

function shardNumber(number: number): string {
  return String(number).padStart(5, '0');
}

function writeJson(folder: string, name: string, value: unknown): void {
  writeFileSync(join(folder, name), JSON.stringify(value, undefined, 2));
}
