import { Command, CommanderError } from './command-line.ts';
import { WhisperBatchError } from '../errors.ts';
import { packageVersion } from '../package-root.ts';
import { addCalibrateCommand } from './calibrate-command.ts';
import type { CommandResult } from './command-result.ts';
import { addCompareCommand } from './compare-command.ts';
import { addCompileCommand } from './compile-command.ts';
import { ExitCode, exitCodeOf } from './exit-code.ts';
import { addExportCommand } from './export-command.ts';
import { addRunCommand } from './run-command.ts';
import { addSweepCommand } from './sweep-command.ts';

/**
 * Runs the command line and gives the exit status; nothing is thrown.
 *
 * @param args without the interpreter and the script
 */
export async function runProgram(args: readonly string[]): Promise<number> {
  let exitCode: number = ExitCode.done;
  const program = createProgram((code) => {
    exitCode = code;
  });
  endQuietlyWithoutReader(process.stdout);
  endQuietlyWithoutReader(process.stderr);
  try {
    if (args.length === 0) {
      program.outputHelp({ error: true });
      return ExitCode.usage;
    }
    await program.parseAsync([...args], { from: 'user' });
    return exitCode;
  } catch (error) {
    return reportError(error);
  }
}

function createProgram(setResult: CommandResult): Command {
  const program = new Command('whisper-batch')
    .description('Transcribes folders of audio with Whisper on the CPU, and measures itself.')
    .version(packageVersion())
    .exitOverride()
    .configureOutput({
      outputError: (text, write) => {
        write(text);
      },
    })
    .showHelpAfterError('  → `whisper-batch --help` lists commands, `whisper-batch COMMAND --help` its options.')
    .addHelpText(
      'after',
      `\nExit status: 0 all done, 1 some files failed, 2 usage, 3 model or environment, 130 interrupted.`,
    );
  addRunCommand(program, setResult);
  addSweepCommand(program, setResult);
  addCompareCommand(program);
  addCompileCommand(program);
  addExportCommand(program);
  addCalibrateCommand(program);
  return program;
}

function reportError(error: unknown): number {
  if (error instanceof CommanderError) {
    // Commander has printed it; help and version end with 0.
    return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
  }
  if (error instanceof WhisperBatchError) {
    process.stderr.write(`error: ${error.message}\n${error.remedy === '' ? '' : `  → ${error.remedy}\n`}`);
    return exitCodeOf(error.code);
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `error: whisper-batch met a defect of its own.\n${stack}\n  → Please report this, with the command that caused it.\n`,
  );
  return ExitCode.environment;
}

function endQuietlyWithoutReader(stream: NodeJS.WriteStream): void {
  if (!stream.listeners('error').includes(ignoreClosedPipe)) stream.on('error', ignoreClosedPipe);
}

// `whisper-batch run | head` closes the pipe early; that is no error.
function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}
