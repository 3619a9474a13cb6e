// `npm test`: sets up what is missing, then runs the tests. Arguments after `--` go to Vitest.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterSetUp, root } from './setup.mjs';
import { run, runInPlace } from './setup/run.mjs';

await afterSetUp(async () => {
  await compileModel();
  return runTests(process.argv.slice(2));
});

/** Done once and beforehand, so that tests which run side by side do not all wait for the same compilation. */
async function compileModel() {
  const args = [join(root, 'dist', 'src', 'cli', 'main.js'), 'compile'];
  const exitCode = await run({ command: process.execPath, args, cwd: root });
  if (exitCode !== 0) process.stderr.write('tests: compiling the model failed; tests that need it will say more\n');
}

async function runTests(args) {
  const folder = mkdtempSync(join(tmpdir(), 'whisper-batch-tests-'));
  const report = join(folder, 'report.json');
  // A chosen part of the tests cannot cover the whole of src/.
  const coverage = args.length === 0 ? ['--coverage'] : [];
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
  try {
    const exitCode = await runInPlace([vitest, 'run', ...coverage, ...reporters, ...args], root);
    process.stdout.write(`${countTests(report)}\n`);
    return exitCode;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The last line of the output, alone on its line, for programs that watch the tests. */
function countTests(report) {
  const { numPassedTests, numFailedTests, numPendingTests, numTodoTests, testResults } = readReport(report);
  // A file that cannot even be loaded has no test that could fail.
  const brokenFiles = testResults.filter((file) => file.status === 'failed' && file.assertionResults.length === 0);
  const failed = numFailedTests + brokenFiles.length;
  return `${numPassedTests} passed, ${failed} failed, ${numPendingTests + numTodoTests} skipped`;
}

function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    // Vitest ended before it could write one.
    return { numPassedTests: 0, numFailedTests: 1, numPendingTests: 0, numTodoTests: 0, testResults: [] };
  }
}
