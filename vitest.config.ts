import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    setupFiles: ['test/helpers/fail-on-warning.ts'],
    // A process of its own for each file: what a test leaves in ONNX Runtime's native memory ends with it.
    pool: 'forks',
    // Tests with the model start threads and map weights themselves, so more files at once only wait for each other.
    maxWorkers: Math.min(4, Math.max(2, Math.floor(availableParallelism() / 2))),
    // Tests that decode speech take seconds alone and ten times that on a busy machine; only a hang takes longer.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    coverage: {
      provider: 'v8',
      include: ['src/**/*.ts'],
      // The command's entry runs only in a process of its own, which V8's coverage does not follow.
      exclude: ['src/cli/main.ts'],
      reporter: ['text', 'html'],
      reportsDirectory: 'coverage',
      thresholds: { lines: 90 },
    },
  },
});
