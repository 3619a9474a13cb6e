/**
 * Compiles the inner loop of the resampler, after a change of src/audio/filter-kernel.wat:
 *
 *     npx tsx scripts/compile-kernel.ts
 */
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import createWabt from 'wabt';

const source = new URL('../src/audio/filter-kernel.wat', import.meta.url);
const target = new URL('../src/audio/filter-kernel-bytes.ts', import.meta.url);

/** The text of the generated module: what {@link source} compiles to. */
export async function kernelModule(): Promise<string> {
  const wabt = await createWabt();
  const parsed = wabt.parseWat('filter-kernel.wat', readFileSync(source, 'utf8'), { simd: true });
  const { buffer } = parsed.toBinary({});
  parsed.destroy();
  return [
    '// Generated from filter-kernel.wat by scripts/compile-kernel.ts; do not edit.',
    '/** The compiled WebAssembly of filter-kernel.wat, in base64. */',
    'export const FILTER_KERNEL_BASE64 =',
    `  '${Buffer.from(buffer).toString('base64')}';`,
    '',
  ].join('\n');
}

if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url)) {
  writeFileSync(target, await kernelModule());
}
