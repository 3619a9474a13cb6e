import { filterKernel } from './filter-kernel.ts';
import { kaiserWindow, sinc } from './kaiser.ts';
import type { SampleFilter } from './sample-filter.ts';
import { createHistory } from './sample-history.ts';

/** The kernel multiplies no fewer. */
const TAPS_AT_ONCE = 4;
const FLOAT_BYTES = 4;

/** libswresample's defaults: taps of a filter at the lower rate (`filter_size`), … */
const FILTER_TAPS = 32;
/** … and where it is down by half when a rate is lowered, of the new Nyquist frequency (`cutoff`). */
const CUTOFF_SHARE = 0.97;

/** A change of rate; the low-pass that goes with it follows from the rates. */
export interface PolyphaseOptions {
  readonly fromHz: number;
  readonly toHz: number;
}

/** Coefficients for every position an output sample can have between two input samples, one row per position. */
interface PhaseTable {
  readonly phaseCount: number;
  /** A multiple of {@link TAPS_AT_ONCE}. */
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
      const output = count === 0 ? new Float32Array(0) : convolve(input, table, { phase, step, count });
      const advanced = phase + count * step;
      phase = advanced % table.phaseCount;
      history.drop((advanced - phase) / table.phaseCount);
      return output;
    },
  };
}

// As libswresample's build_filter has it.
function phaseTable({ fromHz, toHz }: PolyphaseOptions, phaseCount: number): PhaseTable {
  const cutoff = Math.min(1, (CUTOFF_SHARE * toHz) / fromHz); // of the input's Nyquist frequency
  const half = Math.ceil(FILTER_TAPS / cutoff / 2);
  const tapCount = TAPS_AT_ONCE * Math.ceil((2 * half) / TAPS_AT_ONCE);
  const coefficients = new Float32Array(phaseCount * tapCount);
  for (let phase = 0; phase < phaseCount; phase++) {
    const row = coefficients.subarray(phase * tapCount, (phase + 1) * tapCount);
    const centre = tapCount / 2 - 1 + phase / phaseCount;
    let sum = 0;
    for (let tap = 0; tap < tapCount; tap++) {
      const distance = tap - centre;
      // Of the two places at the window's ends only the later one is a tap.
      const coefficient = distance <= -half ? 0 : sinc(distance * cutoff) * kaiserWindow(distance / half);
      row[tap] = coefficient;
      sum += coefficient;
    }
    for (let tap = 0; tap < tapCount; tap++) row[tap]! /= sum;
  }
  return { phaseCount, tapCount, coefficients };
}

function outputCount(available: number, at: { table: PhaseTable; phase: number; step: number }): number {
  const { phaseCount, tapCount } = at.table;
  if (available < tapCount) return 0;
  return Math.floor(((available - tapCount + 1) * phaseCount - 1 - at.phase) / at.step) + 1;
}

function convolve(
  samples: Float32Array,
  table: PhaseTable,
  { phase, step, count }: { phase: number; step: number; count: number },
): Float32Array {
  const kernel = filterKernel();
  const { coefficients: rows, samples: input, output } = kernel.place(table.coefficients, samples, count);
  const rowBytes = FLOAT_BYTES * table.tapCount;
  const phaseStep = step % table.phaseCount;
  const sampleStep = (step - phaseStep) / table.phaseCount;
  kernel.interpolate(
    ...[rows, rows + table.phaseCount * rowBytes, rows + phase * rowBytes, rowBytes, phaseStep * rowBytes],
    ...[input, sampleStep * FLOAT_BYTES, output, output + FLOAT_BYTES * count],
  );
  return kernel.read(output, count);
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
