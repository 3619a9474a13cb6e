import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { tensor, type InferenceSession, type Tensor } from '../../src/graph/onnx-session.ts';
import { buildOptimumDecoder, buildOptimumDecoderWithPast } from '../../src/graph/optimum-decoder-graph.ts';
import { largestDifference, openGraph, valuesOf } from '../helpers/run-graph.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';
import { TINY_CONFIG } from '../helpers/tiny-checkpoint.ts';
import { openTinyCheckpoint } from '../helpers/tiny-export.ts';

const { d_model: WIDTH, vocab_size: VOCABULARY } = TINY_CONFIG;
const TOKENS = [129, 130, 136, 140, 7, 99, 20, 180];
/** The same numbers summed in another order. */
const TOLERANCE = 1e-4;

type Outputs = Readonly<Record<string, Tensor>>;

let decoder: InferenceSession;
let withPast: InferenceSession;

beforeAll(async () => {
  const checkpoint = openTinyCheckpoint();
  decoder = await openGraph(buildOptimumDecoder(checkpoint));
  withPast = await openGraph(buildOptimumDecoderWithPast(checkpoint));
});

afterAll(async () => {
  await decoder.release();
  await withPast.release();
});

describe('buildOptimumDecoder', () => {
  it('takes and gives what Optimum names, in the same order', () => {
    expect(described(decoder.inputMetadata)).toEqual([
      'input_ids int64 [batch_size, decoder_sequence_length]',
      'encoder_hidden_states float32 [batch_size, encoder_sequence_length, 128]',
    ]);
    const cache = (name: string, length: string) =>
      ['key', 'value'].map((kind) => `${name}.${kind} float32 [batch_size, 2, ${length}, 64]`);
    expect(described(decoder.outputMetadata)).toEqual([
      'logits float32 [batch_size, decoder_sequence_length, 200]',
      ...cache('present.0.decoder', 'decoder_sequence_length'),
      ...cache('present.0.encoder', 'encoder_sequence_length'),
      ...cache('present.1.decoder', 'decoder_sequence_length'),
      ...cache('present.1.encoder', 'encoder_sequence_length'),
    ]);
  });

  it('gives logits after each token that depend on no later token', async () => {
    const long = valuesOf(await prompt([TOKENS]), 'logits');
    for (const length of [1, 3]) {
      const short = valuesOf(await prompt([TOKENS.slice(0, length)]), 'logits');
      expect(largestDifference(short, long.subarray(0, length * VOCABULARY))).toBeLessThan(TOLERANCE);
    }
  });

  it('computes rows of a batch as it does each alone', async () => {
    const rows = [TOKENS, TOKENS.toReversed()];
    const together = valuesOf(await prompt(rows, [5, 6]), 'logits');
    const size = TOKENS.length * VOCABULARY;
    const first = valuesOf(await prompt([rows[0]!], [5]), 'logits');
    const second = valuesOf(await prompt([rows[1]!], [6]), 'logits');
    expect(largestDifference(together.subarray(0, size), first)).toBeLessThan(TOLERANCE);
    expect(largestDifference(together.subarray(size), second)).toBeLessThan(TOLERANCE);
  });
});

describe('buildOptimumDecoderWithPast', () => {
  it('takes and gives what Optimum names, in the same order', () => {
    const audio = 'encoder_sequence_length';
    const past = 'past_decoder_sequence_length';
    const cache = (name: string, length: string) =>
      ['key', 'value'].map((kind) => `${name}.${kind} float32 [batch_size, 2, ${length}, 64]`);
    expect(described(withPast.inputMetadata)).toEqual([
      'input_ids int64 [batch_size, decoder_sequence_length]',
      ...cache('past_key_values.0.decoder', past),
      ...cache('past_key_values.0.encoder', audio),
      ...cache('past_key_values.1.decoder', past),
      ...cache('past_key_values.1.encoder', audio),
    ]);
    expect(described(withPast.outputMetadata)).toEqual([
      'logits float32 [batch_size, decoder_sequence_length, 200]',
      ...cache('present.0.decoder', `${past} + decoder_sequence_length`),
      ...cache('present.1.decoder', `${past} + decoder_sequence_length`),
    ]);
  });

  // Every way of cutting a transcript into steps must give what one prompt gives.
  it.each([
    [4, 1, 1, 1, 1],
    [1, 7],
    [3, 2, 3],
    [4, 4],
  ])('continues where the past ends: %i tokens, then %i at once, …', async (...counts) => {
    const whole = valuesOf(await prompt([TOKENS]), 'logits');
    let done = counts[0];
    let outputs = await prompt([TOKENS.slice(0, done)]);
    const audio = past(outputs, 'encoder');
    for (const count of counts.slice(1)) {
      outputs = await withPast.run({
        input_ids: tokenIds([TOKENS.slice(done, done + count)]),
        ...past(outputs, 'decoder'),
        ...audio,
      });
      const expected = whole.subarray(done * VOCABULARY, (done + count) * VOCABULARY);
      expect(largestDifference(valuesOf(outputs, 'logits'), expected)).toBeLessThan(TOLERANCE);
      done += count;
    }
    expect(done).toBe(TOKENS.length);
    expect(outputs['present.1.decoder.value']?.dims).toEqual([1, 2, TOKENS.length, 64]);
  });
});

function prompt(rows: readonly (readonly number[])[], audioSeeds: readonly number[] = [5]): Promise<Outputs> {
  const states = new Float32Array(rows.length * 1500 * WIDTH);
  for (const [row, seed] of audioSeeds.entries()) states.set(seededNoise(1500 * WIDTH, seed), row * 1500 * WIDTH);
  return decoder.run({
    input_ids: tokenIds(rows),
    encoder_hidden_states: tensor('float32', states, [rows.length, 1500, WIDTH]),
  });
}

function tokenIds(rows: readonly (readonly number[])[]): Tensor {
  return tensor('int64', BigInt64Array.from(rows.flat(), BigInt), [rows.length, rows[0]!.length]);
}

function past(outputs: Outputs, owner: string): Record<string, Tensor> {
  const entries = Object.entries(outputs).filter(([name]) => name.includes(`.${owner}.`));
  return Object.fromEntries(entries.map(([name, value]) => [name.replace('present', 'past_key_values'), value]));
}

function described(metadata: InferenceSession['inputMetadata']): string[] {
  return metadata.map((value) =>
    value.isTensor ? `${value.name} ${value.type} [${value.shape.join(', ')}]` : value.name,
  );
}
