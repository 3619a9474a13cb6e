import { describe, expect, it } from 'vitest';
import { advanceRows, hearAlone } from '../../src/decode/advance-rows.ts';
import { Row, type DecodingRequest } from '../../src/decode/row.ts';
import { END_TOKEN, ScreenedScriptedDecoder, ScriptedDecoder } from '../helpers/scripted-decoder.ts';

const rules = { endToken: END_TOKEN, suppressTokens: [], beginSuppressTokens: [], timestamps: undefined };

/** Logits by the tokens a row was fed last: after 5 comes 7, after anything else 3. */
const logitsOf = (_: number, fed: readonly number[]): number[] =>
  Array.from({ length: END_TOKEN + 1 }, (_token, token) => (token === (fed.at(-1) === 5 ? 7 : 3) ? 5 : 0));

function rowOf(changes: Partial<DecodingRequest> = {}): Row {
  return new Row({ prompt: [1, 5], rules, maxNewTokens: 4, ...changes }, 60);
}

async function networkOf(rows: number): Promise<ScriptedDecoder> {
  const network = new ScriptedDecoder({ logitsOf });
  for (let row = 0; row < rows; row++) await network.encode(row, Float32Array.of(row));
  return network;
}

describe('advanceRows', () => {
  it('lets each row take the likeliest token behind what it was fed', async () => {
    const network = await networkOf(3);
    const rows = [rowOf(), rowOf({ prompt: [5, 2] })];
    const feeds = rows.map(({ prompt }) => ({ tokens: prompt, position: 0 }));
    await advanceRows(network, 1, rows, feeds);
    expect(rows.map(({ latestToken }) => latestToken)).toEqual([7, 3]);
    expect(network.calls.at(-1)).toEqual({ kind: 'step', firstRow: 1, feeds });
  });

  it('lets rows with checks hear how likely silence is at the start of transcript, and no others', async () => {
    const network = await networkOf(2);
    const checks = {
      noSpeechToken: 3,
      highestCompressionRatio: 2.4,
      lowestLogProbability: -1,
      highestNoSpeechProbability: 0.6,
      temperatures: [],
    };
    const rows = [rowOf({ checks }), rowOf()];
    await advanceRows(network, 0, rows, [
      { tokens: [1, 5], position: 0 },
      { tokens: [1, 5], position: 0 },
    ]);
    // After the 1, not after the 5: e^5 among ten others.
    expect(rows[0]!.noSpeechProbability).toBeCloseTo(Math.exp(5) / (Math.exp(5) + END_TOKEN), 6);
    expect(rows[0]!.isSilent).toBe(true);
    expect(rows[1]!.noSpeechProbability).toBe(0);
  });

  it('asks for all logits only where a row takes no shortlist', async () => {
    const network = new ScreenedScriptedDecoder({ logitsOf });
    await network.encode(0, Float32Array.of(0));
    const row = rowOf();
    await advanceRows(network, 0, [row], [{ tokens: [1, 5], position: 0 }]);
    expect([row.latestToken, network.fallbacks]).toEqual([7, 0]);
    row.beginAgain(0.4, () => 0.5);
    await advanceRows(network, 0, [row], [{ tokens: [5], position: 1 }]);
    expect([row.latestToken, network.fallbacks]).toEqual([7, 0]);
    expect(network.calls.filter(({ kind }) => kind === 'step')).toHaveLength(2);
  });
});

describe('hearAlone', () => {
  it('feeds the start of transcript alone, wherever it stands in the prompt, and gives the logits behind it', async () => {
    const network = await networkOf(2);
    const rows = [rowOf({ prompt: [9, 8, 5, 2], startIndex: 2 })];
    const logits = await hearAlone(network, 1, rows);
    expect(network.calls.at(-1)).toEqual({ kind: 'step', firstRow: 1, feeds: [{ tokens: [5], position: 0 }] });
    expect(logits.indexOf(Math.max(...logits))).toBe(7);
  });
});
