import { describe, expect, it, vi } from 'vitest';
import { WindowDecoder } from '../../src/decode/window-decoder.ts';
import type { WindowRequest } from '../../src/decode/window-job.ts';
import { createLanguagePin } from '../../src/decode/window-language.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import {
  END_TOKEN,
  ScreenedScriptedDecoder,
  ScriptedDecoder,
  type ScriptedCall,
  type ScriptedOptions,
} from '../helpers/scripted-decoder.ts';

// Of the scripted vocabulary: 0 stands for no speech, 1 starts a transcript, 2 and 3 are languages, 4 is the task.
const [NO_SPEECH, START, FIRST_LANGUAGE, SECOND_LANGUAGE, TASK] = [0, 1, 2, 3, 4] as const;
const rules = { endToken: END_TOKEN, suppressTokens: [0, 1, 2, 3, 4], beginSuppressTokens: [], timestamps: undefined };
const checks = {
  noSpeechToken: NO_SPEECH,
  highestCompressionRatio: 2.4,
  lowestLogProbability: -1,
  highestNoSpeechProbability: 0.6,
  temperatures: [0.2, 0.4, 0.6, 0.8, 1],
};

function request(window: number, changes: Partial<WindowRequest> = {}): WindowRequest {
  const prompt = [START, FIRST_LANGUAGE, TASK];
  return { samples: Float32Array.of(window), prompt, rules, maxNewTokens: 50, checks, ...changes };
}

function setUp(options: ScriptedOptions = {}, Network = ScriptedDecoder) {
  const network = new Network({ maxTokens: 100, ...options });
  const settings = { clock: () => 0, isCancelled: () => false, readText: () => '' };
  return { network, decoder: new WindowDecoder(network, settings) };
}

/** Logits under which one token has the given probability and all others share the rest. */
function favour(token: number, probability: number): number[] {
  const others = Math.log((1 - probability) / END_TOKEN);
  return Array.from({ length: END_TOKEN + 1 }, (_, index) => (index === token ? Math.log(probability) : others));
}

/** Says 5 over and over while greedy; a draw may end it. Window 0 is sane: it says 6 and ends. */
function loopingLogits(window: number, fed: readonly number[]): readonly number[] {
  if (fed.length < 3) return favour(SECOND_LANGUAGE, 0.5);
  if (window === 0) return favour(fed.length === 3 ? 6 : END_TOKEN, 0.9);
  return favour(fed.at(-1) === 6 ? END_TOKEN : 5, 0.8).map((logit, token) => (token === 6 ? Math.log(0.15) : logit));
}

function steps(calls: readonly ScriptedCall[]) {
  return calls.filter((call) => call.kind === 'step');
}

describe('a window that repeats itself', () => {
  it('is decoded again in its row, from the last token of its prompt, without being encoded again', async () => {
    const { network, decoder } = setUp({ logitsOf: loopingLogits });
    const { tokens, quality } = await decoder.decode(request(1));
    expect(network.calls.filter(({ kind }) => kind === 'encode')).toHaveLength(1);
    expect(quality?.discarded[0]).toMatchObject({ temperature: 0, faults: ['repetition'], tokenCount: 50 });
    expect(quality?.faults).toEqual([]);
    expect(quality?.temperature).toBeGreaterThan(0);
    expect(tokens.at(-1)).toBe(6);
    const positions = steps(network.calls).map(({ feeds }) => feeds[0]!);
    expect(positions.filter(({ position }) => position === 2)).toEqual(
      quality!.discarded.map(() => ({ tokens: [TASK], position: 2 })),
    );
  });

  it('gets the same text in any company and with a network that lists likely tokens', async () => {
    const alone = await setUp({ logitsOf: loopingLogits }).decoder.decode(request(1));
    for (const Network of [ScriptedDecoder, ScreenedScriptedDecoder]) {
      const { decoder } = setUp({ logitsOf: loopingLogits, rowCapacity: 2 }, Network);
      const windows = await Promise.all([0, 1, 0, 1, 2].map((window) => decoder.decode(request(window))));
      expect(windows.map(({ tokens }) => tokens).slice(0, 4)).toEqual([[6], alone.tokens, [6], alone.tokens]);
      // Other audio, other draws.
      expect(windows[4]!.tokens).not.toEqual(alone.tokens);
    }
  });

  it('is not decoded to the end of its room', async () => {
    const endless = (_: number, fed: readonly number[]) => favour(fed.length < 3 ? SECOND_LANGUAGE : 5, 0.999_999);
    const { network, decoder } = setUp({ logitsOf: endless, maxTokens: 400 });
    const options = { maxNewTokens: 390, checks: { ...checks, temperatures: [] } };
    const { tokens, quality, reachedTokenLimit } = await decoder.decode(request(1, options));
    expect([tokens, reachedTokenLimit, quality?.faults]).toEqual([[5], false, ['repetition']]);
    expect(steps(network.calls)).toHaveLength(60);
  });
});

describe('a window in which nobody speaks', () => {
  it('has no text where that is unlikely as well, and its probability is told', async () => {
    const unsure = (_: number, fed: readonly number[]) =>
      fed.length === 1 ? favour(NO_SPEECH, 0.7) : favour(fed.length > 5 ? END_TOKEN : fed.length + 2, 0.2);
    const { decoder } = setUp({ logitsOf: unsure });
    const { tokens, quality } = await decoder.decode(request(1));
    expect(tokens).toEqual([]);
    expect(quality?.faults).toEqual(['no_speech']);
    expect(quality?.noSpeechProbability).toBeCloseTo(0.7, 6);
  });

  it('is told by a start of transcript that stands alone, whatever text goes before the window', async () => {
    const { network, decoder } = setUp({
      logitsOf: (_, fed) => favour(NO_SPEECH, fed.length === 1 ? 0.4 : 0.1),
      rowCapacity: 2,
    });
    const behindText = { prompt: [7, 8, START, 2, 4], startIndex: 2 };
    const windows = await Promise.all([1, 2].map((window) => decoder.decode(request(window, behindText))));
    for (const { quality } of windows) expect(quality?.noSpeechProbability).toBeCloseTo(0.4, 6);
    expect(
      steps(network.calls)
        .map(({ feeds }) => feeds.map(({ tokens }) => tokens))
        .slice(0, 2),
    ).toEqual([
      [[START], [START]],
      [behindText.prompt, behindText.prompt],
    ]);
  });

  it('is told by prompts alone, also where these are a single token that is fed again', async () => {
    const looping = (window: number, fed: readonly number[]) => {
      if (window === 0 || fed.at(-1) === 6) return favour(fed.length > 20 ? END_TOKEN : 5 + (fed.length % 3), 0.9);
      return loopingLogits(window, [START, START, ...fed]);
    };
    const { network, decoder } = setUp({ logitsOf: looping });
    const promptLogits = vi.spyOn(network, 'promptLogits');
    const windows = [1, 0, 0, 0].map((window) => decoder.decode(request(window, { prompt: [START] })));
    expect((await Promise.all(windows))[0]!.quality?.discarded).not.toEqual([]);
    const calls = steps(network.calls).map(({ feeds }) => feeds.map(({ position }) => position));
    expect(calls.some(([first, ...others]) => first === 0 && others.some((position) => position > 0))).toBe(true);
    expect(promptLogits).toHaveBeenCalledTimes(calls.filter((feeds) => feeds.every((each) => each === 0)).length);
  });

  it('costs nothing where nobody asks', async () => {
    const { network, decoder } = setUp();
    const promptLogits = vi.spyOn(network, 'promptLogits');
    const { samples, prompt, maxNewTokens } = request(1);
    expect((await decoder.decode({ samples, prompt, rules, maxNewTokens })).quality).toBeUndefined();
    await decoder.decode({ samples, prompt: [7, ...prompt], startIndex: 1, rules, maxNewTokens });
    expect(promptLogits).not.toHaveBeenCalled();
  });
});

describe('a window whose language is asked for', () => {
  /** Window 1 is in the second language, window 9 is silent; all say which language they were prompted with. */
  function speaking(window: number, fed: readonly number[]): readonly number[] {
    if (fed.length === 1) return window === 9 ? favour(NO_SPEECH, 0.9) : favour(window === 1 ? 3 : 2, 0.8);
    return favour(fed.length === 3 ? 5 + (fed[1] ?? 0) : END_TOKEN, 0.9);
  }
  const languageTokens = [FIRST_LANGUAGE, SECOND_LANGUAGE];
  const ask = (pin: ReturnType<typeof createLanguagePin>, window: number, windowIndex: number) =>
    request(window, { question: { pin, windowIndex, languageTokens } });

  it.each([ScriptedDecoder, ScreenedScriptedDecoder])(
    'tells it and is decoded in it, in the same row, and so are the others',
    async (Network) => {
      const { network, decoder } = setUp({ logitsOf: speaking }, Network);
      const pin = createLanguagePin();
      const windows = await Promise.all([1, 2, 3].map((window, index) => decoder.decode(ask(pin, window, index))));
      expect(windows.map(({ tokens }) => tokens)).toEqual([[8], [8], [8]]);
      expect(windows.map(({ language }) => language?.token)).toEqual([SECOND_LANGUAGE, undefined, undefined]);
      expect(windows[0]!.language?.probability).toBeCloseTo(0.8 / 0.82, 6);
      expect(network.calls.filter(({ kind }) => kind === 'encode')).toHaveLength(3);
      expect(steps(network.calls)[0]?.feeds).toEqual([{ tokens: [START], position: 0 }]);
    },
  );

  it('passes the question on where it is silent', async () => {
    const { decoder } = setUp({ logitsOf: speaking });
    const pin = createLanguagePin();
    const windows = await Promise.all([9, 1, 2].map((window, index) => decoder.decode(ask(pin, window, index))));
    expect(windows.map(({ language }) => language?.token)).toEqual([FIRST_LANGUAGE, SECOND_LANGUAGE, undefined]);
    expect(windows.map(({ language }) => language?.isSilent)).toEqual([true, false, undefined]);
    expect(windows[2]!.tokens).toEqual([8]);
  });

  it('waits for the window of another worker, encoded meanwhile', async () => {
    const { network, decoder } = setUp({ logitsOf: speaking, rowCapacity: 3 });
    const pin = createLanguagePin();
    const waiting = decoder.decode(ask(pin, 2, 1));
    let isDone = false;
    void waiting.then(() => (isDone = true));
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([isDone, network.calls]).toEqual([false, [{ kind: 'encode', row: 0, window: 2 }]]);
    const other = decoder.decode(ask(createLanguagePin(), 2, 0));
    const elsewhere = setUp({ logitsOf: speaking });
    await elsewhere.decoder.decode(ask(pin, 1, 0));
    expect((await waiting).tokens).toEqual([8]);
    expect((await other).tokens).toEqual([7]);
  });

  it('lets windows of other recordings go first while there is something to do', async () => {
    const { network, decoder } = setUp({ logitsOf: speaking, rowCapacity: 2 });
    const pin = createLanguagePin();
    const others = [2, 3, 4].map((window) => decoder.decode(ask(createLanguagePin(), window, 0)));
    const waiting = decoder.decode(ask(pin, 5, 1));
    await Promise.all(others);
    expect(network.calls.filter(({ kind }) => kind === 'encode').slice(0, 3)).toMatchObject(
      [2, 3, 4].map((window) => ({ window })),
    );
    await setUp({ logitsOf: speaking }).decoder.decode(ask(pin, 1, 0));
    expect((await waiting).tokens).toEqual([8]);
  });

  it('stops waiting when the run is cancelled', async () => {
    let isCancelled = false;
    const network = new ScriptedDecoder({ logitsOf: speaking });
    const settings = { clock: () => 0, isCancelled: () => isCancelled, readText: () => '' };
    const waiting = rejectionOf(new WindowDecoder(network, settings).decode(ask(createLanguagePin(), 1, 1)));
    isCancelled = true;
    expect((await waiting).code).toBe('CANCELLED');
  });
});
