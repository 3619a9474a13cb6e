import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { JsonFile } from '../../src/json-file.ts';
import { chooseAlignmentHeads, parseAlignmentHeads } from '../../src/model/alignment-heads.ts';
import { errorOf } from '../helpers/error-of.ts';
import { realGenerationConfig } from '../helpers/model-records.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

const path = join(temporaryFolder(), 'generation_config.json');

function parse(content: unknown) {
  writeFileSync(path, JSON.stringify(content));
  return parseAlignmentHeads(JsonFile.read(path));
}

describe('parseAlignmentHeads', () => {
  it('reads the eight heads of whisper-base', () => {
    const { alignmentHeads } = realGenerationConfig();
    expect(alignmentHeads.map(({ layer, head }) => `${String(layer)}.${String(head)}`).join(' ')).toBe(
      '3.1 4.2 4.3 4.7 5.1 5.2 5.4 5.6',
    );
  });

  it('takes an absent list for an empty one', () => {
    expect([parse({}), parse({ alignment_heads: null }), parse({ alignment_heads: [] })]).toEqual([[], [], []]);
  });

  it.each([[[[1, 2, 3]]], [[[0.5, 1]]], [[[-1, 0]]], ['3.1']])('refuses %j', (heads) => {
    expect(errorOf(() => parse({ alignment_heads: heads }))).toEqual({
      code: 'MODEL_DAMAGED',
      message: `${path}: expected \`alignment_heads\` to be a list of pairs of layer and head, found ${JSON.stringify(heads)}.`,
      remedy: 'Get generation_config.json again from where the model came from.',
    });
  });
});

describe('chooseAlignmentHeads', () => {
  const sizes = { decoderLayers: 3, decoderHeads: 2 };

  it('takes the listed heads', () => {
    expect(chooseAlignmentHeads([{ layer: 2, head: 1 }], sizes)).toEqual([{ layer: 2, head: 1 }]);
  });

  it('takes all of the upper half of the layers where none is listed', () => {
    expect(chooseAlignmentHeads([], sizes).map(({ layer, head }) => [layer, head])).toEqual([
      [1, 0],
      [1, 1],
      [2, 0],
      [2, 1],
    ]);
  });

  it.each([
    [3, 0],
    [0, 2],
  ])('refuses layer %i, head %i of a smaller network', (layer, head) => {
    expect(errorOf(() => chooseAlignmentHeads([{ layer, head }], sizes))).toEqual({
      code: 'MODEL_DAMAGED',
      message: `generation_config.json: expected \`alignment_heads\` within 3 layers of 2 heads, found head ${String(head)} of layer ${String(layer)}.`,
      remedy: 'Get generation_config.json again from where the model came from.',
    });
  });
});
