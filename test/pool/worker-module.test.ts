import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { workerModule } from '../../src/pool/worker-module.ts';

describe('workerModule', () => {
  it.each(['transcribe', 'detect', 'compile', 'export', 'probe'] as const)(
    'finds the source of the %s worker and loads it through tsx',
    (name) => {
      const { filename, execArgv } = workerModule(name);
      expect(filename).toMatch(/^file:\/\/.*\.worker\.ts$/);
      expect(existsSync(fileURLToPath(filename))).toBe(true);
      expect(execArgv).toEqual(['--import', 'tsx']);
    },
  );
});
