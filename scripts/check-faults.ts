/**
 * Lets every single file operation of a run over three files fail, one after the other: once, and from then on. After
 * each, every file must be whole or absent, and the next run must bring the results of a run without failures.
 *
 *     npm run check:faults
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runProgram } from '../src/cli/program.ts';
import { int16Bytes, waveBytes } from '../test/audio/recordings.ts';
import { comparable } from '../test/helpers/comparable-results.ts';
import { failOperations } from '../test/helpers/failing-operations.ts';
import { runWithFault } from '../test/helpers/failing-run.ts';
import { seededNoise } from '../test/helpers/seeded-noise.ts';
import { writeTinyCheckpoint } from '../test/helpers/tiny-checkpoint.ts';

const CODES = ['ENOSPC', 'EIO', 'EROFS'] as const;

const root = mkdtempSync(join(tmpdir(), 'check-faults-'));
try {
  process.exitCode = (await checkAll()) ? 0 : 1;
} finally {
  rmSync(root, { recursive: true, force: true });
}

async function checkAll(): Promise<boolean> {
  const expected = await prepare();
  let count = 0;
  let isWell = true;
  for (const lasts of [false, true]) {
    for (let first = 1; ; first++) {
      const folder = mkdtempSync(join(root, 'out-'));
      const code = CODES[first % CODES.length] ?? 'EIO';
      const report = await runWithFault(run, { folder, first, code, lasts }, expected);
      rmSync(folder, { recursive: true });
      if (!report.hasFailed) break;
      count++;
      if (report.problems.length > 0) {
        isWell = false;
        console.log(
          `operation ${first}${lasts ? ' and later' : ''}: ${report.operation ?? ''}, ${code}, status ${report.exitCode}: ${report.problems.join('; ')}`,
        );
      }
    }
  }
  console.log(`${count} failing operations: ${isWell ? 'all files whole, all runs completed afterwards' : 'FAILED'}`);
  return isWell;
}

async function prepare(): Promise<Readonly<Record<string, unknown>>> {
  writeTinyCheckpoint(join(root, 'model'));
  for (const [index, name] of ['a.wav', 'b.wav', 'c.wav'].entries()) {
    writeFileSync(join(root, name), waveBytes({ data: int16Bytes(seededNoise(5000, index + 7)) }));
  }
  await runProgram(['compile', join(root, 'model'), '--quiet']);
  const out = mkdtempSync(join(root, 'out-'));
  const operations = failOperations({ folder: out, first: Infinity, code: 'EIO', lasts: false });
  const exitCode = await run(out).finally(() => operations.restore());
  console.log(`a run makes ${operations.made.length} operations, status ${exitCode}`);
  return comparable(out);
}

// What it prints is expected; what is wrong is told above.
async function run(out: string): Promise<number> {
  const audio = ['a.wav', 'b.wav', 'c.wav'].map((name) => join(root, name));
  const options = ['--model-dir', join(root, 'model'), '--out-dir', out, '--workers', '1', '--threads', '1'];
  const { stderr } = process;
  const write = stderr.write.bind(stderr);
  stderr.write = () => true;
  try {
    return await runProgram(['run', ...audio, ...options, '--max-new-tokens', '2', '--vad', 'off', '--quiet']);
  } finally {
    stderr.write = write;
  }
}
