import { cpSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readWindows } from '../../src/audio/read-windows.ts';
import { WindowDecoder } from '../../src/decode/window-decoder.ts';
import { exportOptimum } from '../../src/graph/export-optimum.ts';
import { GraphBuilder } from '../../src/graph/graph-builder.ts';
import { ElementType } from '../../src/graph/onnx-protobuf.ts';
import { cacheNames } from '../../src/graph/optimum-layout.ts';
import { encodeModel } from '../../src/graph/write-model.ts';
import { openModelFolder } from '../../src/model/model-folder.ts';
import { openDecoder } from '../../src/model/open-decoder.ts';
import { openOptimumDecoder } from '../../src/model/optimum-decoder.ts';
import type { StepDecoder } from '../../src/model/step-decoder.ts';
import { packageRoot } from '../../src/package-root.ts';
import { largestDifference } from '../helpers/run-graph.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { TINY_CONFIG } from '../helpers/tiny-checkpoint.ts';
import { writeTinyModel } from '../helpers/tiny-export.ts';
import { TINY_TOKENS } from '../helpers/tiny-vocabulary.ts';

const SETTINGS = { rows: 3, threads: 1, allowSpinning: false };
const PROMPT = [TINY_TOKENS.start, TINY_TOKENS.languages.en, TINY_TOKENS.transcribe, TINY_TOKENS.noTimestamps] as const;
/** Two graphs that compute the same with other operators in float32; logits lie between −6 and 6. */
const TOLERANCE = 1e-4;

let optimumFolder: string;
let compiled: StepDecoder;
let optimum: StepDecoder;

beforeAll(async () => {
  const model = await writeTinyModel();
  optimumFolder = model.optimumFolder;
  compiled = await openDecoder(model.checkpointFolder, SETTINGS);
  optimum = await openDecoder(optimumFolder, SETTINGS);
});

afterAll(async () => {
  await compiled.release();
  await optimum.release();
});

describe('openOptimumDecoder', () => {
  it('has the sizes of the compiled layout', () => {
    const sizes = ({ rowCapacity, vocabularySize, maxTokens }: StepDecoder) => [rowCapacity, vocabularySize, maxTokens];
    expect(sizes(optimum)).toEqual([3, TINY_TOKENS.count, TINY_CONFIG.max_target_positions]);
    expect(sizes(optimum)).toEqual(sizes(compiled));
  });

  it('gives the logits of the compiled layout for the prompt and every step, to the last position', async () => {
    await encodeBoth(0, 1);
    await encodeBoth(1, 2);
    let tokens: number[][] = [[...PROMPT], [...PROMPT]];
    for (let position = 0; position < TINY_CONFIG.max_target_positions; position += tokens[0]!.length) {
      if (position > 0) tokens = tokens.map(([token]) => [token!]);
      const logits = await stepBoth(tokens.map((row) => ({ tokens: row, position })));
      tokens = tokens.map((row, index) => row.with(0, likeliest(rowOf(logits, index))));
    }
  });

  it('feeds rows that stand at different positions', async () => {
    await encodeBoth(0, 3);
    await stepBoth([{ tokens: PROMPT, position: 0 }]);
    for (const [index, token] of [11, 12, 13].entries()) await stepBoth([{ tokens: [token], position: 4 + index }]);
    await encodeBoth(1, 4);
    await stepBoth([{ tokens: PROMPT, position: 0 }], 1);
    await stepBoth([
      { tokens: [14], position: 7 },
      { tokens: [20], position: 4 },
    ]);
  });

  it('moves a row over another', async () => {
    for (const row of [0, 1]) await encodeBoth(row, 5 + row);
    await stepBoth([PROMPT, PROMPT].map((tokens) => ({ tokens, position: 0 })));
    const stayed = (await stepBoth([1, 1].map((token) => ({ tokens: [token], position: 4 })))).slice();
    expect(largestDifference(rowOf(stayed, 0), rowOf(stayed, 1))).toBeGreaterThan(TOLERANCE);
    for (const decoder of [compiled, optimum]) decoder.moveRow(1, 0);
    // Fed in the row it left as well: the two are independent of each other.
    await stepBoth([feed(2)], 0);
    await stepBoth([feed(3)], 1);
    await stepBoth([feed(4, 6), feed(4, 6)]);
  });

  it('takes several tokens after the prompt, and the prompt again', async () => {
    await encodeBoth(0, 7);
    const first = (await stepBoth([{ tokens: PROMPT, position: 0 }])).slice();
    await stepBoth([{ tokens: [30, 31, 32], position: 4 }]);
    await stepBoth([{ tokens: [33], position: 7 }]);
    const again = await stepBoth([{ tokens: PROMPT, position: 0 }]);
    expect(largestDifference(first, again)).toBe(0);
  });

  it('goes back to an earlier position', async () => {
    await encodeBoth(0, 7);
    await stepBoth([{ tokens: PROMPT, position: 0 }]);
    const expected = (await stepBoth([feed(3, 4)])).slice();
    for (const [index, token] of [5, 6, 7].entries()) await stepBoth([feed(token, 4 + index)]);
    expect(largestDifference(await stepBoth([feed(3, 4)]), expected)).toBeLessThan(TOLERANCE);
  });

  it('gives the logits after any token of the latest prompts', async () => {
    for (const row of [0, 1]) await encodeBoth(row, 8 + row);
    const starts = (await stepBoth([0, 1].map(() => ({ tokens: PROMPT.slice(0, 1), position: 0 })))).slice();
    await stepBoth([0, 1].map(() => ({ tokens: PROMPT, position: 0 })));
    expect(largestDifference(await optimum.promptLogits([0, 0]), starts)).toBeLessThan(TOLERANCE);
  });

  it('refuses a token that does not follow the row', async () => {
    await optimum.encode(0, seededNoise(16_000, 1));
    await optimum.step(0, [{ tokens: PROMPT, position: 0 }]);
    await expect(optimum.step(0, [feed(1, 9)])).rejects.toThrow(new RangeError('Row 0 holds 4 tokens, not 9.'));
  });

  it('hears nothing of the window before in a shorter one', async () => {
    const short = seededNoise(8000, 9);
    await optimum.encode(0, seededNoise(480_000, 8));
    await optimum.encode(0, short);
    await compiled.encode(0, short);
    await stepBoth([{ tokens: PROMPT, position: 0 }]);
  });

  it('gives decoders of some releases the position and the audio they ask for', async () => {
    const folder = join(temporaryFolder(), 'cache-position');
    cpSync(optimumFolder, folder, { recursive: true });
    writeFileSync(join(folder, 'decoder_with_past_model.onnx'), encodeModel(positionTeller()));
    const decoder = await openOptimumDecoder(openModelFolder(folder), SETTINGS);
    await decoder.encode(0, seededNoise(16_000, 1));
    await decoder.step(0, [{ tokens: PROMPT, position: 0 }]);
    for (const position of [4, 5]) {
      const logits = await decoder.step(0, [{ tokens: [9], position }]);
      expect([...new Set(logits)]).toEqual([position]);
    }
    await decoder.release();
  });
});

describe('the checkpoint of the repository', () => {
  it('gives the reference tokens in both layouts', { timeout: 300_000 }, async () => {
    const checkpoint = join(packageRoot(), 'whisper-base-with-past');
    const exported = await exportOptimum(checkpoint, join(temporaryFolder(), 'optimum'));
    const { samples, tokens } = await readReference('librispeech-2033-164914-0004.flac');
    expect(await transcribe(checkpoint, samples)).toEqual(tokens);
    expect(await transcribe(exported, samples)).toEqual(tokens);
  });
});

async function encodeBoth(row: number, seed: number): Promise<void> {
  for (const decoder of [compiled, optimum]) await decoder.encode(row, seededNoise(50_000 * seed, seed));
}

/** Feeds both decoders, expects the same logits of both and gives them. */
async function stepBoth(feeds: Parameters<StepDecoder['step']>[1], firstRow = 0): Promise<Float32Array> {
  const logits = await optimum.step(firstRow, feeds);
  expect(largestDifference(logits, await compiled.step(firstRow, feeds))).toBeLessThan(TOLERANCE);
  return logits;
}

function feed(token: number, position = 5) {
  return { tokens: [token], position };
}

function rowOf(logits: Float32Array, row: number): Float32Array {
  return logits.subarray(row * TINY_TOKENS.count, (row + 1) * TINY_TOKENS.count);
}

function likeliest(logits: Float32Array): number {
  return logits.indexOf(Math.max(...logits));
}

/** A decoder with past that asks for all it may ask for and gives the position in place of each logit. */
function positionTeller(): GraphBuilder {
  const { decoder_layers: layers, decoder_attention_heads: heads, d_model: width, vocab_size } = TINY_CONFIG;
  const graph = new GraphBuilder('position_teller');
  graph.input('input_ids', ElementType.int64, ['batch', 'tokens']);
  graph.input('encoder_hidden_states', ElementType.float32, ['batch', 1500, width]);
  graph.input('cache_position', ElementType.int64, ['tokens']);
  const cacheDims = ['batch', heads, 'positions', width / heads];
  for (let layer = 0; layer < layers; layer++) {
    for (const name of cacheNames('past_key_values', layer, 'encoder')) {
      graph.input(name, ElementType.float32, cacheDims);
    }
    for (const [index, name] of cacheNames('past_key_values', layer, 'decoder').entries()) {
      const output = cacheNames('present', layer, 'decoder')[index]!;
      graph.input(name, ElementType.float32, cacheDims);
      graph.operation('Identity', [name], { outputs: [output] });
      graph.output(output, ElementType.float32, cacheDims);
    }
  }
  const position = graph.operation('Cast', ['cache_position'], { attributes: { to: ElementType.float32 } });
  graph.operation('Expand', [position, graph.int64([1, 1, vocab_size])], { outputs: ['logits'] });
  graph.output('logits', ElementType.float32, ['batch', 'tokens', vocab_size]);
  return graph;
}

interface Reference {
  readonly samples: Float32Array<ArrayBuffer>;
  /** Of transformers, greedy, without timestamps. */
  readonly tokens: readonly number[];
}

async function readReference(clip: string): Promise<Reference> {
  const golden = JSON.parse(readFileSync(new URL('../golden/greedy-transcripts.json', import.meta.url), 'utf8')) as {
    readonly transcripts: readonly { readonly clip: string; readonly plain: { readonly ids: number[] } }[];
  };
  const tokens = golden.transcripts.find((transcript) => transcript.clip === clip)!.plain.ids;
  const path = fileURLToPath(new URL(`../fixtures/speech/${clip}`, import.meta.url));
  const windows = readWindows(path, { windowSeconds: 30, overlapSeconds: undefined });
  for await (const { samples } of windows) return { samples, tokens };
  throw new Error(`${clip} has no window.`);
}

async function transcribe(folder: string, samples: Float32Array): Promise<readonly number[]> {
  const { generation } = openModelFolder(folder);
  const decoder = await openDecoder(folder, { ...SETTINGS, rows: 1 });
  const windows = new WindowDecoder(decoder, { clock: () => 0, isCancelled: () => false, readText: () => '' });
  const { startToken, endToken, noTimestampsToken, languageTokens, taskTokens, ...rest } = generation;
  const { suppressTokens, beginSuppressTokens } = rest;
  const { tokens } = await windows.decode({
    samples,
    prompt: [startToken, languageTokens['en']!, taskTokens['transcribe']!, noTimestampsToken],
    rules: { endToken, suppressTokens, beginSuppressTokens, timestamps: undefined },
    maxNewTokens: 100,
  });
  await decoder.release();
  return tokens;
}
