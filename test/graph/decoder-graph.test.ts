import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { GRAPH_VERSION } from '../../src/graph/compiled-cache.ts';
import { buildDecoder } from '../../src/graph/decoder-graph.ts';
import { encodeModel } from '../../src/graph/write-model.ts';
import { openDecoder } from '../../src/model/open-decoder.ts';
import type { StepDecoder } from '../../src/model/step-decoder.ts';
import golden from '../golden/decoder-logits.json' with { type: 'json' };
import { modelFolder } from '../helpers/model-records.ts';
import { openGraph } from '../helpers/run-graph.ts';
import { readClip } from '../helpers/speech-clip.ts';
import { openTinyCheckpoint } from '../helpers/tiny-export.ts';

describe('buildDecoder', () => {
  it('builds the graph that belongs to the graph version', () => {
    const bytes = encodeModel(buildDecoder(openTinyCheckpoint()));
    // If this fails, the graph has changed: raise GRAPH_VERSION, so that compiled ones are made anew, and note both here.
    expect([GRAPH_VERSION, createHash('sha256').update(bytes).digest('hex')]).toEqual([
      12,
      'dd1cb2ebc72df2f93b4b28c9756f2772a39060e7df1000b9e2cf6f6d3776d7f2',
    ]);
  });

  it('names what goes in and out', async () => {
    const session = await openGraph(buildDecoder(openTinyCheckpoint()));
    const caches = (name: string) =>
      [0, 1].flatMap((layer) => [`${name}_k_${String(layer)}`, `${name}_v_${String(layer)}`]);
    expect([...session.inputNames].sort()).toEqual(
      ['input_ids', 'position_ids', 'seqlens_k', 'total_len', ...caches('cross'), ...caches('past')].sort(),
    );
    expect([...session.outputNames].sort()).toEqual(
      ['states', 'attention_0', 'attention_1', ...caches('fresh')].sort(),
    );
    await session.release();
  });
});

describe('the compiled decoder of the real checkpoint', () => {
  let decoder: StepDecoder;

  beforeAll(async () => {
    decoder = await openDecoder(modelFolder, { rows: 1, threads: 2, allowSpinning: false });
    await decoder.encode(0, await readClip(golden.clip));
  });

  afterAll(() => decoder.release());

  it('gives the logits that transformers gives, for the prompt and four steps', async () => {
    let feed = { tokens: golden.prompt, position: 0 };
    for (const { topIds, topLogits, mean, chosenId } of golden.steps) {
      const logits = (await decoder.step(0, [feed])).slice();
      // Logits lie between −20 and 60. They come from an encoder and six layers whose sums have another order.
      const differences = topIds.map((id, index) => Math.abs(logits[id]! - topLogits[index]!));
      expect(Math.max(...differences)).toBeLessThan(2e-3);
      expect(Math.abs(logits.reduce((sum, value) => sum + value, 0) / logits.length - mean)).toBeLessThan(1e-3);
      const ranking = [...logits.keys()].sort((a, b) => logits[b]! - logits[a]!).slice(0, 5);
      expect(ranking).toEqual(topIds.slice(0, 5));
      feed = { tokens: [chosenId], position: feed.position + feed.tokens.length };
    }
  });
});
