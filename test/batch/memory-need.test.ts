import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { memoryNeed, neededBytes } from '../../src/batch/memory-need.ts';
import { openModelFolder } from '../../src/model/model-folder.ts';
import { modelFolder } from '../helpers/model-records.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const base = openModelFolder(modelFolder);

describe('memoryNeed', () => {
  it('foresees what whisper-base was measured to take', () => {
    const need = memoryNeed(base);
    // 16 short clips in two workers: 1346 MiB as PSS at its highest. More is read for longer ones.
    const full = neededBytes(need, 2, 8) / 2 ** 20;
    expect(full).toBeGreaterThan(1346);
    expect(full).toBeLessThan(1346 * 1.2);
    // One matrix for all logits, and one for the likeliest tokens, as far as it is not always in memory.
    expect(need.occasionalBytes).toBe(7 * 51_865 * 512);
    // Private memory and mapped files, of which not all need stay: 496 and 632 MB.
    expect(neededBytes(need, 1, 1) / 1e6).toBeGreaterThan(496);
    expect(neededBytes(need, 1, 4) / 1e6).toBeGreaterThan(632);
    // Keys and values of a window, its samples, and those of the one it overlaps.
    expect(need.rowBytes).toBe(6 * 2 * (1500 + 448) * 512 * 4 + 2 * 480_000 * 4);
  });

  it('grows with the model', () => {
    const { config } = base;
    const large = { ...config, modelWidth: 1280, encoderLayers: 32, decoderLayers: 32, encoderHeads: 20 };
    const need = memoryNeed({ ...base, config: large });
    expect(need.rowBytes).toBe(32 * 2 * (1500 + 448) * 1280 * 4 + 2 * 480_000 * 4);
    expect(need.sharedBytes).toBeGreaterThan(4e9);
  });

  it('counts the attention that word times are told from', () => {
    const alignmentHeads = base.generation.alignmentHeads;
    expect(alignmentHeads).toHaveLength(8);
    expect(memoryNeed({ ...base, alignmentHeads }).rowBytes - memoryNeed(base).rowBytes).toBe(8 * 448 * 1500 * 4);
  });

  it('counts weights that cannot be shared for each worker, also where they lie beside the graph', () => {
    const path = temporaryFolder();
    const need = () => memoryNeed({ ...base, layout: 'optimum', path });
    expect(need().occasionalBytes).toBe(0);
    const before = need();
    expect(before.sharedBytes).toBeLessThan(memoryNeed(base).sharedBytes);
    writeFileSync(join(path, 'encoder_model.onnx'), Buffer.alloc(1000));
    writeFileSync(join(path, 'decoder_model.onnx_data'), Buffer.alloc(500));
    expect(need().workerBytes - before.workerBytes).toBe(2 * 1500);
  });
});
