import { describe, expect, it } from 'vitest';
import * as library from '../src/index.ts';

describe('whisper-batch as a library', () => {
  it('exports what the README names and nothing by chance', () => {
    expect(Object.keys(library).sort()).toEqual([
      'WhisperBatchError',
      'createTranscriber',
      'discoverAudioFiles',
      'ensureCompiled',
      'formatTranscript',
      'openModelFolder',
      'transcribeFiles',
    ]);
  });
});
