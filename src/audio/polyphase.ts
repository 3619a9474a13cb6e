import { kaiserLength, kaiserWindow, sinc } from './kaiser.ts';
import type { SampleFilter } from './sample-filter.ts';
import { createHistory } from './sample-history.ts';

/** A change of rate with the low-pass that goes with it. */
export interface PolyphaseOptions {
  readonly fromHz: number;
  readonly toHz: number;
  readonly passHz: number;
  readonly stopHz: number;
}

/** Coefficients for every position an output sample can have between two input samples, one row per position. */
interface PhaseTable {
  readonly phaseCount: number;
  readonly tapCount: number;
  readonly coefficients: Float32Array;
}

/** A rational change of rate without delay: output sample n lies at input position n × fromHz / toHz. */
export function createPolyphase(options: PolyphaseOptions): SampleFilter {
  const divisor = greatestCommonDivisor(options.fromHz, options.toHz);
  const step = options.fromHz / divisor;
  const table = phaseTable(options, options.toHz / divisor);
  const history = createHistory(table.tapCount / 2 - 1);
  let phase = 0;
  return {
    push(samples) {
      const input = history.append(samples);
      const count = outputCount(input.length, { table, phase, step });
      const output = convolve(input, table, { phase, step, count });
      const advanced = phase + count * step;
      phase = advanced % table.phaseCount;
      history.drop((advanced - phase) / table.phaseCount);
      return output;
    },
  };
}

function phaseTable(options: PolyphaseOptions, phaseCount: number): PhaseTable {
  const { fromHz, passHz, stopHz } = options;
  const half = Math.ceil(kaiserLength(stopHz - passHz, fromHz) / 2);
  const tapCount = 2 * half;
  const cutoff = (passHz + stopHz) / fromHz; // of the input's Nyquist frequency
  const coefficients = new Float32Array(phaseCount * tapCount);
  for (let phase = 0; phase < phaseCount; phase++) {
    const row = coefficients.subarray(phase * tapCount, (phase + 1) * tapCount);
    for (let tap = 0; tap < tapCount; tap++) {
      const distance = tap - (half - 1) - phase / phaseCount;
      row[tap] = sinc(distance * cutoff) * kaiserWindow(distance / half);
    }
  }
  // Scaled all together: where a filter leaves images to the next one, rows rightly have different sums.
  const scale = phaseCount / coefficients.reduce((sum, value) => sum + value, 0);
  return { phaseCount, tapCount, coefficients: coefficients.map((value) => value * scale) };
}

function outputCount(available: number, at: { table: PhaseTable; phase: number; step: number }): number {
  const { phaseCount, tapCount } = at.table;
  if (available < tapCount) return 0;
  return Math.floor(((available - tapCount + 1) * phaseCount - 1 - at.phase) / at.step) + 1;
}

function convolve(
  input: Float32Array,
  table: PhaseTable,
  at: { phase: number; step: number; count: number },
): Float32Array {
  const { phaseCount, tapCount, coefficients } = table;
  const output = new Float32Array(at.count);
  let position = 0;
  let phase = at.phase;
  for (let n = 0; n < at.count; n++) {
    const row = phase * tapCount;
    let even = 0; // two sums, so that additions need not wait for each other
    let odd = 0;
    for (let tap = 0; tap < tapCount; tap += 2) {
      even += input[position + tap]! * coefficients[row + tap]!;
      odd += input[position + tap + 1]! * coefficients[row + tap + 1]!;
    }
    output[n] = even + odd;
    phase += at.step;
    while (phase >= phaseCount) {
      position++;
      phase -= phaseCount;
    }
  }
  return output;
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
