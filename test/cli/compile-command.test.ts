import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';
import { writeTinyModel } from '../helpers/tiny-export.ts';
import { capturedRun } from './captured-run.ts';

describe('whisper-batch compile', () => {
  it('compiles a checkpoint, says where the graphs lie, and does it once', async () => {
    const model = temporaryFolder();
    writeTinyCheckpoint(model);
    const first = await capturedRun('compile', model);
    const [key] = readdirSync(join(model, '.compiled')).filter((name) => /^[0-9a-f]{16}$/.test(name));
    expect(first).toMatchObject({ exitCode: 0, stdout: `Compiled graphs: ${join(model, '.compiled', key!)}\n` });
    expect(first.stderr).toContain(
      'compiling the model for this machine, once: optimising encoder.onnx for this CPU\n',
    );
    expect(await capturedRun('compile', model)).toEqual({ exitCode: 0, stdout: first.stdout, stderr: '' });
  });

  it('prints nothing when quiet', async () => {
    const model = temporaryFolder();
    writeTinyCheckpoint(model);
    expect(await capturedRun('compile', model, '--quiet')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
    expect(existsSync(join(model, '.compiled'))).toBe(true);
  });

  it('takes the model that comes with the program when none is named', async () => {
    const { exitCode, stdout } = await capturedRun('compile');
    expect(exitCode).toBe(0);
    // Below the model folder, or in the user's cache folder if that is read-only.
    const folder = /^Compiled graphs: (.+)\n$/.exec(stdout)?.[1];
    expect(readdirSync(folder!)).toContain('encoder.onnx');
  });

  it('says that an ONNX export needs no compiling', async () => {
    const { optimumFolder } = await writeTinyModel();
    expect(await capturedRun('compile', optimumFolder)).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        `error: ${optimumFolder}: expected a checkpoint, found an ONNX export.\n` +
        '  → Nothing needs compiling: `whisper-batch run --model-dir` runs it as it is.\n',
    });
  });

  it('names what is missing of a checkpoint', async () => {
    const model = temporaryFolder();
    writeTinyCheckpoint(model);
    rmSync(join(model, 'config.json'));
    const { exitCode, stdout, stderr } = await capturedRun('compile', model);
    expect([exitCode, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(/^error: .*config\.json.*\n {2}→ .+\n$/);
  });

  it('lists its options in its help', async () => {
    const { exitCode, stdout } = await capturedRun('compile', '--help');
    expect(exitCode).toBe(0);
    expect([...stdout.matchAll(/^ {2}(?:-\w, )?(--\w+|model-folder) /gm)].map(([, name]) => name)).toEqual([
      'model-folder',
      '--quiet',
      '--help',
    ]);
  });
});
