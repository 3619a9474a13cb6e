import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ToyProject } from '../helpers/toy-project.ts';

const COUNTS = { numPassedTests: 12, numFailedTests: 0, numPendingTests: 2, numTodoTests: 1, testResults: [] };

describe('scripts/test.mjs', () => {
  let project: ToyProject;

  beforeEach(async () => {
    project = new ToyProject();
    await project.run('setup.mjs');
    project.takeCalls();
  });
  afterEach(() => {
    project.dispose();
  });

  it('ends its output with the counts', async () => {
    project.write('report.json', JSON.stringify(COUNTS));
    expect(await project.run('test.mjs')).toMatchObject({
      exitCode: 0,
      stdout: 'coverage table\n12 passed, 0 failed, 3 skipped\n',
    });
    expect(project.takeCalls()).toEqual(['vitest run --coverage --reporter=default --reporter=json']);
  });

  it('measures no coverage when only some tests are asked for', async () => {
    project.write('report.json', JSON.stringify(COUNTS));
    await project.run('test.mjs', ['test/audio', '-t', 'stereo']);
    expect(project.takeCalls()).toEqual(['vitest run --reporter=default --reporter=json test/audio -t stereo']);
  });

  it('counts a file that cannot be loaded as one failed test', async () => {
    const testResults = [
      { status: 'failed', assertionResults: [] },
      { status: 'failed', assertionResults: [{ status: 'failed' }] },
      { status: 'passed', assertionResults: [{ status: 'passed' }] },
    ];
    project.write('report.json', JSON.stringify({ ...COUNTS, numFailedTests: 1, testResults }));
    const { stdout } = await project.run('test.mjs');
    expect(stdout).toBe('coverage table\n12 passed, 2 failed, 3 skipped\n');
  });

  it('counts a run that ended without a report as failed', async () => {
    expect(await project.run('test.mjs')).toMatchObject({
      exitCode: 1,
      stdout: 'coverage table\n0 passed, 1 failed, 0 skipped\n',
    });
  });

  it('says so when the model cannot be compiled, and tests all the same', async () => {
    project.write('report.json', JSON.stringify(COUNTS));
    const ended = await project.run('test.mjs', [], { TOY_EXIT_CODE: '3' });
    expect(ended.exitCode).toBe(0);
    expect(ended.stderr).toBe('["compile"]\ntests: compiling the model failed; tests that need it will say more\n');
  });
});
