import { FILTER_KERNEL_BASE64 } from './filter-kernel-bytes.ts';

/** The compiled inner loop of filter-kernel.wat and the memory it works in. Pointers and lengths are in bytes. */
export interface FilterKernel {
  /**
   * Copies coefficients and samples into memory and makes room for so many outputs; undoes what was placed before.
   * Coefficients that were placed last are there already: they must not have changed.
   */
  place(coefficients: Float32Array, samples: Float32Array, outputCount: number): PlacedJob;
  /** A copy of `count` floats. */
  read(pointer: number, count: number): Float32Array;
  readonly interpolate: (...pointers: readonly number[]) => void;
}

/** Where the parts of a job begin. */
export interface PlacedJob {
  readonly coefficients: number;
  readonly samples: number;
  readonly output: number;
}

/** What @types/node does not declare of Node's own WebAssembly. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
};

interface KernelExports extends Pick<FilterKernel, 'interpolate'> {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
}

const FLOAT_BYTES = 4;
const PAGE_BYTES = 65_536;
/** Parts begin at cache lines. */
const LINE_BYTES = 64;

let shared: FilterKernel | undefined;

/**
 * The one kernel of this thread, whose memory is as large as its largest job.
 *
 * Nothing stays in it between two jobs, so that recordings may take turns. One for each recording would reserve
 * gigabytes of addresses for each until the garbage collector came by.
 */
export function filterKernel(): FilterKernel {
  return (shared ??= instantiate());
}

function instantiate(): FilterKernel {
  const module = new WebAssembly.Module(Buffer.from(FILTER_KERNEL_BASE64, 'base64'));
  const { memory, interpolate } = new WebAssembly.Instance(module).exports as KernelExports;
  // Weakly: a rate that no recording has any more must not keep its table.
  let placed: WeakRef<Float32Array> | undefined;
  return {
    place(coefficients, samples, outputCount) {
      const job = planJob(coefficients.length, samples.length);
      reserve(memory, job.output + FLOAT_BYTES * outputCount);
      if (placed?.deref() !== coefficients) write(memory, job.coefficients, coefficients);
      placed = new WeakRef(coefficients);
      write(memory, job.samples, samples);
      return job;
    },
    read: (pointer, count) => new Float32Array(memory.buffer, pointer, count).slice(),
    interpolate,
  };
}

function planJob(coefficientCount: number, sampleCount: number): PlacedJob {
  const samples = wholeLines(coefficientCount);
  return { coefficients: 0, samples, output: samples + wholeLines(sampleCount) };
}

function wholeLines(count: number): number {
  return LINE_BYTES * Math.ceil((count * FLOAT_BYTES) / LINE_BYTES);
}

function reserve(memory: KernelExports['memory'], bytes: number): void {
  const missingBytes = bytes - memory.buffer.byteLength;
  if (missingBytes > 0) memory.grow(Math.ceil(missingBytes / PAGE_BYTES));
}

function write(memory: KernelExports['memory'], pointer: number, values: Float32Array): void {
  new Float32Array(memory.buffer, pointer, values.length).set(values);
}
