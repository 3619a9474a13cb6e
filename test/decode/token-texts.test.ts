import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createTokenReader } from '../../src/decode/token-texts.ts';
import golden from '../golden/tokens.json' with { type: 'json' };
import { errorOf } from '../helpers/error-of.ts';
import { modelFolder } from '../helpers/model-records.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

describe('createTokenReader', () => {
  const readText = createTokenReader(join(modelFolder, 'tokenizer.json'));

  it.each(golden.phrases)('reads $text as the tokenizer does', ({ ids, decoded }) => {
    expect(readText(ids)).toBe(decoded);
  });

  it('leaves special tokens out', () => {
    expect(readText([golden.specialTokens.startOfTranscript, ...golden.phrases[0]!.ids])).toBe(
      golden.phrases[0]!.decoded,
    );
  });

  it('opens the file only when it is used', () => {
    const path = join(temporaryFolder(), 'tokenizer.json');
    const read = createTokenReader(path);
    expect(errorOf(() => read([1])).code).toBe('MODEL_DAMAGED');
    writeFileSync(path, '{"model": {"vocab": {"a": 1, "<|x|>": 2}}}');
    expect(read([1, 2, 1, 7])).toBe('aa');
  });
});
