import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { kernelModule } from '../../scripts/compile-kernel.ts';

describe('FILTER_KERNEL_BASE64', () => {
  it('is what filter-kernel.wat compiles to', async () => {
    const committed = readFileSync(new URL('../../src/audio/filter-kernel-bytes.ts', import.meta.url), 'utf8');
    expect(await kernelModule()).toBe(committed);
  });
});
