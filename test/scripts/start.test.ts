import { once } from 'node:events';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { end, ToyProject } from '../helpers/toy-project.ts';

describe('scripts/start.mjs', () => {
  let project: ToyProject;

  beforeEach(() => {
    project = new ToyProject();
  });
  afterEach(() => {
    project.dispose();
  });

  it('sets up, then runs the command with the arguments given', async () => {
    const ended = await project.run('start.mjs', ['--workers', '2', 'a b.wav']);
    expect(ended).toMatchObject({ exitCode: 0, stdout: '["run","--workers","2","a b.wav"]\n' });
  });

  it('ends with the exit code of the command', async () => {
    expect(await project.run('start.mjs', [], { TOY_EXIT_CODE: '1' })).toMatchObject({ exitCode: 1 });
  });

  it('does not start the command when the set-up fails', async () => {
    project.write('offline', '');
    expect(await project.run('start.mjs')).toMatchObject({ exitCode: 3, stdout: '' });
  });

  it('passes an interrupt on once and waits until the command has ended in its own way', async () => {
    await project.run('setup.mjs');
    const child = project.start('start.mjs', ['--wait']);
    const ended = end(child);
    await once(child.stdout!, 'data');
    child.kill('SIGINT');
    expect(await ended).toEqual({ exitCode: 130, stdout: '["run","--wait"]\ninterrupts: 1\n', stderr: '' });
  });

  it('reports a command that a signal ended as shells do', async () => {
    await project.run('setup.mjs');
    const child = project.start('start.mjs', ['--wait']);
    await once(child.stdout!, 'data');
    child.kill('SIGTERM');
    expect(await end(child)).toMatchObject({ exitCode: 143 });
  });
});
