import { describe, expect, it } from 'vitest';
import { keptEdges } from '../../src/audio/kept-edges.ts';

/** Steps of such loudness, in dB of full scale. */
function stepsOf(...levels: number[]): Float32Array[] {
  return levels.map((level) => new Float32Array(512).fill(10 ** (level / 20)));
}

function levels(count: number, level: number): number[] {
  return Array.from({ length: count }, () => level);
}

const loud = { before: stepsOf(-20), after: stepsOf(-20) };

describe('keptEdges', () => {
  it('keeps a tenth of a second of even silence', () => {
    expect(keptEdges(stepsOf(...levels(100, -60)), loud)).toEqual({ first: 3, last: 3 });
    expect(keptEdges(stepsOf(...levels(100, -Infinity)), loud)).toEqual({ first: 3, last: 3 });
  });

  it('keeps what is heard beside speech, and a little more', () => {
    const silence = stepsOf(-30, -40, ...levels(90, -60), -45, -35, -25);
    expect(keptEdges(silence, loud)).toEqual({ first: 5, last: 6 });
    // A faint beginning in front of a closed "p".
    expect(keptEdges(stepsOf(...levels(90, -60), -40, ...levels(5, -60)), loud)).toEqual({ first: 3, last: 9 });
  });

  it('takes for silence what is 30 dB fainter than the speech beside it, as the noise of a cut recording', () => {
    const cut = [...levels(10, -52), ...levels(80, -Infinity), ...levels(10, -52)];
    expect(keptEdges(stepsOf(...cut), loud)).toEqual({ first: 3, last: 3 });
    const quiet = { before: stepsOf(-40), after: stepsOf(-40) };
    expect(keptEdges(stepsOf(...cut), quiet)).toEqual({ first: 13, last: 13 });
  });

  it('keeps half a second in noise, where a word may begin unheard', () => {
    const noise = stepsOf(...levels(100, -34));
    expect(keptEdges(noise, loud)).toEqual({ first: 16, last: 16 });
    expect(keptEdges(noise, { before: stepsOf(-18), after: stepsOf(-18) })).toEqual({ first: 3, last: 3 });
  });

  it('keeps half a second at most, and nothing where nobody spoke', () => {
    const uneven = stepsOf(...levels(40, -30), ...levels(100, -60), ...levels(40, -30));
    expect(keptEdges(uneven, loud)).toEqual({ first: 16, last: 16 });
    expect(keptEdges(uneven, { before: [], after: stepsOf(-20) })).toEqual({ first: 0, last: 16 });
    expect(keptEdges(uneven, { before: stepsOf(-20), after: [] })).toEqual({ first: 16, last: 0 });
  });
});
