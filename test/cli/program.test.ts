import { describe, expect, it, vi } from 'vitest';
import * as exportCommand from '../../src/cli/export-command.ts';
import { packageVersion } from '../../src/package-root.ts';
import { capturedRun } from './captured-run.ts';

const HINT = '  → `whisper-batch --help` lists commands, `whisper-batch COMMAND --help` its options.\n';

describe('runProgram', () => {
  it.each([[['--version']], [['-V']], [['run', '--version']]])('prints the version for %j', async (args) => {
    expect(await capturedRun(...args)).toEqual({ exitCode: 0, stdout: `${packageVersion()}\n`, stderr: '' });
  });

  it('lists the commands and exit statuses in its help', async () => {
    const { exitCode, stdout, stderr } = await capturedRun('--help');
    expect([exitCode, stderr]).toEqual([0, '']);
    expect(stdout.match(/^ {2}(run|eval|sweep|compare|calibrate|compile|export) /gm)).toEqual([
      '  run ',
      '  eval ',
      '  sweep ',
      '  compare ',
      '  calibrate ',
      '  compile ',
      '  export ',
    ]);
    expect(stdout).toContain(
      '\nExit status: 0 all done, 1 some files failed, 2 usage, 3 model or environment,\n' +
        '130, 143, 129 interrupted by SIGINT, SIGTERM, SIGHUP.\n',
    );
  });

  it('shows the same help on standard error when it is told nothing, and counts that as wrong usage', async () => {
    const { stdout: help } = await capturedRun('--help');
    expect(await capturedRun()).toEqual({ exitCode: 2, stdout: '', stderr: help });
  });

  it.each([
    [['transcribe'], "error: unknown command 'transcribe'"],
    [['--speed'], "error: unknown option '--speed'"],
    [['run', '--speed'], "error: unknown option '--speed'"],
    [['export'], "error: missing required argument 'folder'"],
    [['compile', 'a', 'b'], "error: too many arguments for 'compile'. Expected 1 argument but got 2."],
    [['run', '--workers'], "error: option '--workers <n>' argument missing"],
  ])('says what is wrong with %j and where help is', async (args, message) => {
    expect(await capturedRun(...args)).toEqual({ exitCode: 2, stdout: '', stderr: `${message}\n${HINT}` });
  });

  it('asks whether a file or a folder in the place of a command is to be transcribed', async () => {
    expect(await capturedRun('package.json')).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        'error: Expected a command, found the file "package.json".\n' +
        '  → Did you mean `whisper-batch run "package.json"`?\n',
    });
    expect((await capturedRun('audio', '--quiet')).stderr).toContain('found the folder "audio".');
  });

  it('asks to report what it did not expect, with the stack', async () => {
    vi.spyOn(exportCommand, 'addExportCommand').mockImplementationOnce((program) => {
      program.command('break').action(() => Promise.reject(new RangeError('below zero')));
    });
    const { exitCode, stdout, stderr } = await capturedRun('break');
    expect([exitCode, stdout]).toEqual([3, '']);
    expect(stderr).toMatch(
      /^error: whisper-batch met a defect of its own\.\nRangeError: below zero\n {4}at [^]*\n {2}→ Please report this, with the command that caused it\.\n$/,
    );
  });

  it('ends with 3 when what it prints cannot be written', async () => {
    vi.spyOn(exportCommand, 'addExportCommand').mockImplementationOnce((program) => {
      program.command('print').action(() => {
        process.nextTick(() => process.stdout.emit('error', Object.assign(new Error('full'), { code: 'ENOSPC' })));
      });
    });
    expect(await capturedRun('print')).toEqual({
      exitCode: 3,
      stdout: '',
      stderr:
        'error: Expected to write the standard output, but no space is left on the device.\n' +
        '  → Free some space, or send it somewhere else, and run again.\n',
    });
  });

  it('ends with the status of the signal that stopped it, whatever cannot be written then', async () => {
    vi.spyOn(exportCommand, 'addExportCommand').mockImplementationOnce((program, setResult) => {
      program.command('print').action(() => {
        process.stderr.emit('error', Object.assign(new Error('full'), { code: 'ENOSPC' }));
        setResult(129);
      });
    });
    expect((await capturedRun('print')).exitCode).toBe(129);
  });
});
