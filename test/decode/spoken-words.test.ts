import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTranscriptReader } from '../../src/batch/read-transcript.ts';
import { decodingRules } from '../../src/decode/decoding-rules.ts';
import { buildPrompt } from '../../src/decode/prompt.ts';
import { openTokenizer } from '../../src/decode/tokenizer.ts';
import { WindowDecoder } from '../../src/decode/window-decoder.ts';
import { openDecoder } from '../../src/model/open-decoder.ts';
import type { StepDecoder } from '../../src/model/step-decoder.ts';
import type { SpokenWord, WindowTranscript } from '../../src/stitch/transcript.ts';
import golden from '../golden/word-times.json' with { type: 'json' };
import { modelFolder, realGenerationConfig } from '../helpers/model-records.ts';
import { readClip, sampleHash } from '../helpers/speech-clip.ts';

const generation = realGenerationConfig();
const { firstTimestampToken } = generation;
const decodeText = openTokenizer(join(modelFolder, 'tokenizer.json'));
const read = createTranscriptReader({ decodeText, firstTimestampToken, hasTimestamps: true });

let network: StepDecoder;
let transcripts: readonly WindowTranscript[];

beforeAll(async () => {
  network = await openDecoder(modelFolder, { rows: 6, threads: 2, allowSpinning: false, wordTimestamps: true });
  const decoder = new WindowDecoder(network, { clock: () => 0, isCancelled: () => false, readText: () => '' });
  transcripts = await Promise.all(
    golden.clips.map(async ({ clip, sampleSha256, language, durationSeconds }) => {
      const samples = await readClip(clip);
      expect(sampleHash(samples)).toBe(sampleSha256);
      const prompt = buildPrompt(generation, { language, task: 'transcribe', hasTimestamps: true });
      const decoded = await decoder.decode({
        samples,
        prompt,
        rules: decodingRules(generation, true),
        maxNewTokens: 448,
      });
      return read({ index: 0, startSeconds: 0, overlapSeconds: 0, durationSeconds }, decoded);
    }),
  );
});

afterAll(() => network.release());

function wordsOf({ segments }: WindowTranscript): readonly SpokenWord[] {
  return segments.flatMap(({ words = [] }) => words);
}

describe('words of real speech', () => {
  it('spell the text of their segments', () => {
    const bare = (texts: readonly string[]) => texts.join('').replace(/\s/gu, '');
    for (const transcript of transcripts) {
      expect(bare(wordsOf(transcript).map(({ text }) => text))).toBe(bare([transcript.text]));
      for (const { text, words = [] } of transcript.segments) {
        expect(bare(words.map((word) => word.text))).toBe(bare([text]));
      }
    }
  });

  it('are in order, within their window and their segment, and likely', () => {
    for (const transcript of transcripts) {
      const edges = wordsOf(transcript).flatMap(({ startSeconds, endSeconds }) => [startSeconds, endSeconds]);
      expect(edges).toEqual(edges.toSorted((a, b) => a - b));
      expect(edges[0]).toBeGreaterThanOrEqual(0);
      expect(edges.at(-1)).toBeLessThanOrEqual(transcript.endSeconds);
      for (const { words = [], startSeconds, endSeconds } of transcript.segments) {
        expect([words[0]!.startSeconds, words.at(-1)!.endSeconds]).toEqual([startSeconds, endSeconds]);
        expect(words.every(({ probability }) => probability > 0 && probability <= 1)).toBe(true);
      }
    }
  });

  it('begin and end when transformers says', () => {
    for (const [index, { language, words }] of golden.clips.entries()) {
      // Transformers takes a text without spaces for one word unless it is told the language.
      if (language === 'ja') continue;
      const found = wordsOf(transcripts[index]!);
      expect(found.map(({ text }) => text)).toEqual(words.map(({ text }) => text.trim()));
      const differences = (key: 'startSeconds' | 'endSeconds') =>
        found.map((word, place) => Math.abs(word[key] - words[place]![key])).sort((a, b) => a - b);
      // Transformers gives pauses to the words and marks beside them; those differ, and no others.
      const starts = differences('startSeconds');
      expect(starts[Math.floor(0.5 * starts.length)]).toBeLessThan(0.03);
      expect(starts[Math.floor(0.75 * starts.length)]).toBeLessThan(0.1);
      const ends = differences('endSeconds');
      expect(ends[Math.floor(0.5 * ends.length)]).toBeLessThan(0.03);
    }
  });
});
