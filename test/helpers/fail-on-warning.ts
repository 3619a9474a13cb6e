/**
 * Set-up file of every test: a process warning (deprecation, listener leak, …) becomes an uncaught exception, which
 * Vitest reports as an unhandled error and fails the run for, as it does for unhandled rejections.
 */
process.on('warning', (warning) => {
  throw new Error(`A test made the process warn: ${warning.name}: ${warning.message}`, { cause: warning });
});
