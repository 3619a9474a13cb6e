import { beforeAll, describe, expect, it } from 'vitest';
import { comparable } from '../helpers/comparable-results.ts';
import { failOperations } from '../helpers/failing-operations.ts';
import { runWithFault } from '../helpers/failing-run.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';
import { capturedRun, writeSpeech } from './captured-run.ts';

const model = temporaryFolder();
const audio = writeSpeech(temporaryFolder(), ['a.wav', 'b.wav', 'c.wav']);
let expected: Readonly<Record<string, unknown>> = {};
let operationCount = 0;

async function run(out: string): Promise<number> {
  const args = ['--model-dir', model, '--out-dir', out, '--workers', '1', '--threads', '1', '--max-new-tokens', '2'];
  return (await capturedRun('run', audio, ...args, '--quiet')).exitCode;
}

beforeAll(async () => {
  writeTinyCheckpoint(model);
  await capturedRun('compile', model, '--quiet');
  const out = temporaryFolder();
  const operations = failOperations({ folder: out, first: Infinity, code: 'EIO', lasts: false });
  await run(out).finally(() => operations.restore());
  expected = comparable(out);
  operationCount = operations.made.length;
});

// `npm run check:faults` lets every single one fail; here a few, spread over the run.
describe('whisper-batch run, when the disk fails', () => {
  it('has many operations that can fail', () => {
    expect(operationCount).toBeGreaterThan(80);
  });

  it.each([
    [0.01, 'EROFS', true],
    [0.2, 'EIO', false],
    [0.45, 'ENOSPC', true],
    [0.6, 'EIO', true],
    [0.85, 'ENOSPC', false],
    [0.97, 'EIO', false],
  ] as const)(
    'at %f of its operations with %s, leaves only whole files and goes on next time',
    async (share, code, lasts) => {
      const first = Math.max(1, Math.round(share * operationCount));
      const report = await runWithFault(run, { folder: temporaryFolder(), first, code, lasts }, expected);
      expect(report).toMatchObject({ hasFailed: true, problems: [] });
    },
  );
});
