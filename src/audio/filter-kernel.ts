import { FILTER_KERNEL_BASE64 } from './filter-kernel-bytes.ts';

/** The compiled inner loop of filter-kernel.wat and the memory they work in. Pointers and lengths are in bytes. */
export interface FilterKernel {
  /** Copies arrays into memory and clears room for as many floats as numbers say; undoes what was placed before. */
  place<const Regions extends readonly (Float32Array | number)[]>(
    ...regions: Regions
  ): { readonly [Index in keyof Regions]: number };
  /** A copy of `count` floats. */
  read(pointer: number, count: number): Float32Array;
  readonly interpolate: (...pointers: readonly number[]) => void;
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
/** Regions begin at cache lines, and the kernel may read or write less than one beyond the end of a region. */
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
  return {
    place: (...regions) => placeIn(memory, regions),
    read: (pointer, count) => new Float32Array(memory.buffer, pointer, count).slice(),
    interpolate,
  };
}

function placeIn<const Regions extends readonly (Float32Array | number)[]>(
  memory: KernelExports['memory'],
  regions: Regions,
): { readonly [Index in keyof Regions]: number } {
  const lengths = regions.map((region) => (typeof region === 'number' ? region : region.length));
  let endBytes = 0;
  const pointers = lengths.map((length) => {
    const pointer = endBytes;
    endBytes += LINE_BYTES * (Math.ceil((length * FLOAT_BYTES) / LINE_BYTES) + 1);
    return pointer;
  });
  const missingBytes = endBytes - memory.buffer.byteLength;
  if (missingBytes > 0) memory.grow(Math.ceil(missingBytes / PAGE_BYTES));
  regions.forEach((region, index) => {
    const floats = new Float32Array(memory.buffer, pointers[index], lengths[index]);
    if (typeof region === 'number') floats.fill(0);
    else floats.set(region);
  });
  return pointers as { readonly [Index in keyof Regions]: number };
}
