import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { join } from 'node:path';
import { decodingRules } from '../../src/decode/decoding-rules.ts';
import { buildPrompt, type Task } from '../../src/decode/prompt.ts';
import { readSegments, textTokens } from '../../src/decode/segments.ts';
import { openTokenizer } from '../../src/decode/tokenizer.ts';
import { WindowDecoder } from '../../src/decode/window-decoder.ts';
import type { WindowRequest } from '../../src/decode/window-job.ts';
import { openDecoder } from '../../src/model/open-decoder.ts';
import type { StepDecoder } from '../../src/model/step-decoder.ts';
import golden from '../golden/greedy-transcripts.json' with { type: 'json' };
import { modelFolder, realGenerationConfig } from '../helpers/model-records.ts';
import { readClip, sampleHash } from '../helpers/speech-clip.ts';

const generation = realGenerationConfig();
const decodeText = openTokenizer(join(modelFolder, 'tokenizer.json'));
const names = (transcript: (typeof golden.transcripts)[number]) => `${transcript.clip} ${transcript.task}`;

let network: StepDecoder;
let decoder: WindowDecoder;
let clips: readonly Float32Array[];

beforeAll(async () => {
  network = await openDecoder(modelFolder, { rows: 5, threads: 2, allowSpinning: false });
  decoder = new WindowDecoder(network, { clock: () => 0, isCancelled: () => false, readText: () => '' });
  clips = await Promise.all(golden.transcripts.map(({ clip }) => readClip(clip)));
});

afterAll(() => network.release());

function request(index: number, hasTimestamps: boolean): WindowRequest {
  const { language, task } = golden.transcripts[index]!;
  return {
    samples: clips[index]!,
    prompt: buildPrompt(generation, { language, task: task as Task, hasTimestamps }),
    rules: decodingRules(generation, hasTimestamps),
    maxNewTokens: 448,
  };
}

describe('windows of any language and task, decoded five at a time,', () => {
  it('hold the samples that the reference heard', () => {
    expect(clips.map(sampleHash)).toEqual(golden.transcripts.map(({ sampleSha256 }) => sampleSha256));
  });

  it('give the tokens and the text of transformers without timestamps', async () => {
    const windows = await Promise.all(clips.map((_, index) => decoder.decode(request(index, false))));
    const found = windows.map(({ tokens }, index) => [names(golden.transcripts[index]!), tokens, decodeText(tokens)]);
    expect(found).toEqual(
      golden.transcripts.map((transcript) => [names(transcript), transcript.plain.ids, transcript.plain.text]),
    );
    expect(windows.every(({ reachedTokenLimit }) => !reachedTokenLimit)).toBe(true);
  });

  it('give the tokens and segments of transformers with timestamps', async () => {
    // Enough for every language and task, and for a window of several segments; more would only take longer.
    const chosen = [0, 1, 3, 6, 10, 11, 12, 13];
    const windows = await Promise.all(chosen.map((index) => decoder.decode(request(index, true))));
    for (const [place, index] of chosen.entries()) {
      const { tokens } = windows[place]!;
      const { timestamped, durationSeconds: windowSeconds } = golden.transcripts[index]!;
      expect(tokens).toEqual(timestamped.ids);
      expect(decodeText(textTokens(tokens, generation.firstTimestampToken))).toBe(timestamped.text);
      const context = { firstTimestampToken: generation.firstTimestampToken, windowSeconds, decodeText };
      const expected = timestamped.segments.map(({ startSeconds, endSeconds, text }) => [
        Math.min(startSeconds, windowSeconds).toFixed(2),
        Math.min(endSeconds, windowSeconds).toFixed(2),
        text.trim(),
      ]);
      const found = readSegments(tokens, context).map(({ startSeconds, endSeconds, text }) => [
        startSeconds.toFixed(2),
        endSeconds.toFixed(2),
        text,
      ]);
      expect(found).toEqual(expected);
    }
  });

  it('give the same tokens alone', async () => {
    for (const index of [3, 10]) {
      const { tokens } = await decoder.decode(request(index, false));
      expect(tokens).toEqual(golden.transcripts[index]!.plain.ids);
    }
  });
});
