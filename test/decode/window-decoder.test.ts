import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { WindowDecoder } from '../../src/decode/window-decoder.ts';
import type { DecodedWindow, WindowRequest } from '../../src/decode/window-job.ts';
import { rejectionOf } from '../helpers/error-of.ts';
import {
  END_TOKEN,
  ListeningScriptedDecoder,
  ScreenedScriptedDecoder,
  ScriptedDecoder,
  type ScriptedOptions,
} from '../helpers/scripted-decoder.ts';

const rules = { endToken: END_TOKEN, suppressTokens: [], beginSuppressTokens: [END_TOKEN], timestamps: undefined };

function request(window: number, changes: Partial<WindowRequest> = {}): WindowRequest {
  return { samples: Float32Array.of(window), prompt: [1, 2, 3], rules, maxNewTokens: 20, ...changes };
}

function setUp(options: ScriptedOptions = {}, isCancelled = () => false) {
  const network = new ScriptedDecoder(options);
  return { network, decoder: new WindowDecoder(network, { clock: () => 0, isCancelled, readText: () => '' }) };
}

/** What a network does, in short: e2 = encode into row 2, p0+3 = prompt rows 0–2, s3 = step of 3 rows, m2>0 = move. */
function story({ calls }: ScriptedDecoder): string[] {
  return calls.map((call) => {
    if (call.kind === 'encode') return `e${String(call.row)}`;
    if (call.kind === 'move') return `m${String(call.from)}>${String(call.to)}`;
    const rows = String(call.feeds.length);
    return call.feeds[0]?.position === 0 ? `p${String(call.firstRow)}+${rows}` : `s${rows}`;
  });
}

describe('WindowDecoder', () => {
  it('gives each window the times of its own tokens, whatever its neighbours do', async () => {
    const decoder = new WindowDecoder(new ListeningScriptedDecoder(), {
      clock: () => 0,
      isCancelled: () => false,
      readText: () => '',
    });
    // Above three positions, so that smoothing does not take a token out.
    const windows = [5, 9, 12, 7, 16, 6, 20].map((window) => {
      const samples = new Float32Array(160_000);
      samples[0] = window;
      return { window, decoded: decoder.decode(request(0, { samples })) };
    });
    for (const { window, decoded } of windows) {
      const { tokens, tokenTimes, reachedTokenLimit } = await decoded;
      expect(tokenTimes!.probabilities).toHaveLength(tokens.length);
      expect(tokenTimes!.probabilities.every((value) => value > 0 && value <= 1)).toBe(true);
      const expected = tokens.map((_, token) => token * window * 0.02);
      // What follows the last token was not heard when there is no room for it.
      if (reachedTokenLimit) expected[tokens.length - 1] = 10;
      expect(tokenTimes!.endSeconds.map((value) => value.toFixed(2))).toEqual(
        expected.map((value) => value.toFixed(2)),
      );
    }
  });

  it('gives no times where the network does not tell where it listened', async () => {
    expect(await setUp().decoder.decode(request(1))).not.toHaveProperty('tokenTimes');
  });

  it('encodes all windows there is room for, prompts them together and steps them together', async () => {
    const { network, decoder } = setUp({ rowCapacity: 3 });
    const limits = [3, 3, 3];
    await Promise.all(
      limits.map((maxNewTokens, window) => decoder.decode(request(window, { rules: endless, maxNewTokens }))),
    );
    expect(story(network)).toEqual(['e0', 'e1', 'e2', 'p0+3', 's3', 's3']);
    expect(network.calls[3]).toEqual({
      kind: 'step',
      firstRow: 0,
      feeds: [0, 1, 2].map(() => ({ tokens: [1, 2, 3], position: 0 })),
    });
  });

  it('moves the last row into the gap that a finished one leaves', async () => {
    const { network, decoder } = setUp({ rowCapacity: 3 });
    const limits = [2, 4, 3];
    await Promise.all(
      limits.map((maxNewTokens, window) => decoder.decode(request(window, { rules: endless, maxNewTokens }))),
    );
    expect(story(network)).toEqual(['e0', 'e1', 'e2', 'p0+3', 's3', 'm2>0', 's2', 'm1>0', 's1']);
  });

  it('lets a waiting window join as soon as a row is free, beside rows that are further on', async () => {
    const { network, decoder } = setUp({ rowCapacity: 2 });
    const limits = [2, 4, 2];
    await Promise.all(
      limits.map((maxNewTokens, window) => decoder.decode(request(window, { rules: endless, maxNewTokens }))),
    );
    expect(story(network)).toEqual(['e0', 'e1', 'p0+2', 's2', 'm1>0', 'e1', 'p1+1', 's2', 's1']);
    expect(network.calls[7]).toMatchObject({ feeds: [{ position: 4 }, { position: 3 }] });
  });

  it('lets a window join that is handed over while others are decoded', async () => {
    let late: Promise<unknown> | undefined;
    const { network, decoder } = setUp({
      onRun: ({ kind }) => {
        if (kind === 'step') late ??= decoder.decode(request(9, { rules: endless, maxNewTokens: 2 }));
      },
    });
    await decoder.decode(request(0, { rules: endless, maxNewTokens: 3 }));
    await late;
    expect(story(network)).toEqual(['e0', 'p0+1', 'e1', 'p1+1', 's2', 's1']);
  });

  it('prompts windows with prompts of different lengths one after the other', async () => {
    const { network, decoder } = setUp();
    const prompts = [[1, 2, 3], [4, 5, 6], [7], [8, 9, 1]];
    const windows = await Promise.all(
      prompts.map((prompt, window) => decoder.decode(request(window, { prompt, rules: endless, maxNewTokens: 2 }))),
    );
    expect(story(network)).toEqual(['e0', 'e1', 'e2', 'e3', 'p0+2', 'p2+1', 'p3+1', 's4']);
    expect(network.calls.at(-1)).toMatchObject({ feeds: [3, 3, 1, 3].map((position) => ({ position })) });
    expect(windows.map(({ tokens }) => tokens.length)).toEqual([2, 2, 2, 2]);
  });

  it('releases a window that its prompt already ends only after the others have had theirs', async () => {
    const { network, decoder } = setUp();
    const windows = [
      request(0, { rules: endless, maxNewTokens: 1 }),
      request(1, { prompt: [4], rules: endless, maxNewTokens: 2 }),
    ];
    await Promise.all(windows.map((window) => decoder.decode(window)));
    expect(story(network)).toEqual(['e0', 'e1', 'p0+1', 'p1+1', 'm1>0', 's1']);
  });

  it('gives every window the same result in any company', async () => {
    const alone = await Promise.all(
      Array.from({ length: 12 }, (_, window) => setUp({ rowCapacity: 1 }).decoder.decode(request(window))),
    );
    expect(new Set(alone.map(({ tokens }) => tokens.length)).size).toBeGreaterThan(3);
    const company = fc.record({
      windows: fc.shuffledSubarray(Array.from(alone.keys()), { minLength: 1 }),
      rowCapacity: fc.integer({ min: 1, max: 5 }),
      pauses: fc.array(fc.nat(6), { minLength: 12, maxLength: 12 }),
    });
    await fc.assert(
      fc.asyncProperty(company, async ({ windows, rowCapacity, pauses }) => {
        const { decoder } = setUp({ rowCapacity });
        const results = [];
        for (const [index, window] of windows.entries()) {
          results.push(decoder.decode(request(window)));
          // So many turns of the event loop before the next one arrives.
          for (let turn = 0; turn < pauses[index]!; turn++) await Promise.resolve();
        }
        expect((await Promise.all(results)).map(withoutTimings)).toEqual(
          windows.map((window) => withoutTimings(alone[window]!)),
        );
      }),
    );
  });

  it('gives the same with a network that lists likely tokens, and asks for longer ones and for all logits only where lists are vague', async () => {
    const network = new ScreenedScriptedDecoder({ rowCapacity: 3 });
    const decoder = new WindowDecoder(network, { clock: () => 0, isCancelled: () => false, readText: () => '' });
    const windows = Array.from({ length: 9 }, (_, window) => window);
    const found = await Promise.all(windows.map((window) => decoder.decode(request(window))));
    const plain = setUp({ rowCapacity: 3 });
    const expected = await Promise.all(windows.map((window) => plain.decoder.decode(request(window))));
    expect(found.map(({ tokens }) => tokens)).toEqual(expected.map(({ tokens }) => tokens));
    for (const [index, { averageLogProbability }] of found.entries()) {
      // Forbidden tokens that are not listed stay in the sum; here that is every eleventh token.
      expect(averageLogProbability).toBeCloseTo(expected[index]!.averageLogProbability, 1);
    }
    expect(story(network)).toEqual(story(plain.network));
    const steps = network.calls.filter(({ kind }) => kind === 'step').length;
    expect(network.secondLooks).toBeGreaterThanOrEqual(Math.floor(steps / 4));
    expect(network.secondLooks).toBeLessThan(steps);
    expect(network.fallbacks).toBeGreaterThanOrEqual(Math.floor(steps / 8));
    expect(network.fallbacks).toBeLessThan(network.secondLooks);
  });

  it('does without lists where timestamps are decoded', async () => {
    const network = new ScreenedScriptedDecoder();
    const decoder = new WindowDecoder(network, { clock: () => 0, isCancelled: () => false, readText: () => '' });
    const timestamps = { firstTimestampToken: 5, noTimestampsToken: 4, maxInitialTimestampIndex: 3 };
    const screenedStep = vi.spyOn(network, 'screenedStep');
    await decoder.decode(request(0, { rules: { ...rules, timestamps }, maxNewTokens: 2 }));
    expect(screenedStep).not.toHaveBeenCalled();
  });

  it('never uses more rows than there are, each encoded before it is prompted', async () => {
    // The scripted network throws where a row is used that does not exist, holds nothing or is elsewhere.
    const { network, decoder } = setUp({ rowCapacity: 2 });
    await Promise.all(Array.from({ length: 9 }, (_, window) => decoder.decode(request(window))));
    const steps = network.calls.filter((call) => call.kind === 'step');
    expect(Math.max(...steps.map(({ firstRow, feeds }) => firstRow + feeds.length))).toBe(2);
    expect(network.calls.filter(({ kind }) => kind === 'encode')).toHaveLength(9);
  });

  it.each(['encode', 'step'] as const)(
    'rejects everything under way when %s fails, and then recovers',
    async (kind) => {
      let failuresLeft = 1;
      const { decoder } = setUp({
        rowCapacity: 2,
        onRun: (call) => {
          if (call.kind === kind && failuresLeft-- > 0) throw new Error('out of memory');
        },
      });
      const windows = [0, 1, 2].map((window) => rejectionOf(decoder.decode(request(window))));
      expect((await Promise.all(windows)).map(({ message }) => message)).toEqual([
        'out of memory',
        'out of memory',
        'out of memory',
      ]);
      const again = await Promise.all([0, 1, 2].map((window) => decoder.decode(request(window))));
      const fresh = await Promise.all([0, 1, 2].map((window) => setUp().decoder.decode(request(window))));
      expect(again.map(withoutTimings)).toEqual(fresh.map(withoutTimings));
    },
  );

  it('stops between two runs when it is cancelled', async () => {
    let runs = 0;
    const { network, decoder } = setUp({ rowCapacity: 2, onRun: () => runs++ }, () => runs >= 4);
    const windows = [0, 1, 2].map((window) => rejectionOf(decoder.decode(request(window, { rules: endless }))));
    const expected = {
      code: 'CANCELLED',
      message: 'Transcription was cancelled before this window was finished.',
      remedy: '',
    };
    expect(await Promise.all(windows)).toEqual([expected, expected, expected]);
    expect(network.calls).toHaveLength(4);
    expect(await rejectionOf(decoder.decode(request(3)))).toEqual(expected);
    expect(network.calls).toHaveLength(4);
  });

  it('says where the time of each window went', async () => {
    let seconds = 100;
    const network = new ScriptedDecoder({
      rowCapacity: 2,
      // Encoding takes 10 s, a prompt 4 s, a step 2 s, however many rows take part.
      onRun: (call) =>
        (seconds += call.kind === 'encode' ? 10 : call.kind === 'step' && call.feeds[0]?.position === 0 ? 4 : 2),
    });
    const decoder = new WindowDecoder(network, { clock: () => seconds, isCancelled: () => false, readText: () => '' });
    // The first is being encoded, to 110 s, when the two others arrive.
    const limits = [2, 3, 1];
    const windows = await Promise.all(
      limits.map((maxNewTokens, window) => decoder.decode(request(window, { rules: endless, maxNewTokens }))),
    );
    expect(story(network)).toEqual(['e0', 'e1', 'p0+2', 's2', 'm1>0', 'e1', 'p1+1', 's1']);
    expect(windows.map(({ timings }) => timings)).toEqual([
      { queueSeconds: 0, encodeSeconds: 10, decoderSeconds: 2 + 1, decoderSteps: 1 },
      { queueSeconds: 0, encodeSeconds: 10, decoderSeconds: 2 + 1 + 2, decoderSteps: 2 },
      { queueSeconds: 16, encodeSeconds: 10, decoderSeconds: 4, decoderSteps: 1 },
    ]);
    const busy = windows.reduce((sum, { timings }) => sum + timings.encodeSeconds + timings.decoderSeconds, 0);
    expect(busy).toBe(seconds - 100);
  });
});

/** Times and shares of steps depend on the company. */
function withoutTimings({ tokens, averageLogProbability, reachedTokenLimit }: DecodedWindow) {
  return { tokens, averageLogProbability, reachedTokenLimit };
}

/** Rules under which a window ends only at its limit. */
const endless = { ...rules, suppressTokens: [END_TOKEN] };
