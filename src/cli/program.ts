import { existsSync, statSync } from 'node:fs';
import { Command, CommanderError } from './command-line.ts';
import { WhisperBatchError } from '../errors.ts';
import { packageVersion } from '../package-root.ts';
import type { CommandResult } from './command-result.ts';
import { ExitCode, exitCodeOf, isInterrupted } from './exit-code.ts';
import { sanitizeText } from '../output/display-text.ts';
import { formatError } from './format-error.ts';
import { standardStreamFailure, watchStandardStreams } from './standard-streams.ts';

/** Adds a command; `setResult` is told the exit status. */
type CommandAdder = (program: Command, setResult: CommandResult) => void;

/** Each command's modules are loaded only when it may be asked for: all together take a tenth of a second. */
const COMMANDS: Readonly<Record<string, () => Promise<CommandAdder>>> = {
  run: async () => (await import('./run-command.ts')).addRunCommand,
  eval: async () => (await import('./eval-command.ts')).addEvalCommand,
  sweep: async () => (await import('./sweep-command.ts')).addSweepCommand,
  compare: async () => (await import('./compare-command.ts')).addCompareCommand,
  calibrate: async () => (await import('./calibrate-command.ts')).addCalibrateCommand,
  compile: async () => (await import('./compile-command.ts')).addCompileCommand,
  export: async () => (await import('./export-command.ts')).addExportCommand,
};

/**
 * Runs the command line and gives the exit status; nothing is thrown.
 *
 * @param args without the interpreter and the script
 */
export async function runProgram(args: readonly string[]): Promise<number> {
  let exitCode: number = ExitCode.done;
  const program = createProgram();
  await addCommands(program, args[0], (code) => {
    exitCode = code;
  });
  watchStandardStreams();
  try {
    requireCommand(args[0]);
    if (args.length === 0) {
      program.outputHelp({ error: true });
      return ExitCode.usage;
    }
    await program.parseAsync([...args], { from: 'user' });
    const failure = await standardStreamFailure();
    const failedCode = failure ? reportError(failure) : exitCode;
    // Whatever the signal took away (a terminal, a disk), it is the reason for the end.
    return isInterrupted(exitCode) ? exitCode : failedCode;
  } catch (error) {
    return reportError(error);
  }
}

function createProgram(): Command {
  return new Command('whisper-batch')
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
      `\nExit status: 0 all done, 1 some files failed, 2 usage, 3 model or environment,\n130, 143, 129 interrupted by SIGINT, SIGTERM, SIGHUP.`,
    );
}

async function addCommands(program: Command, first: string | undefined, setResult: CommandResult): Promise<void> {
  for (const load of neededCommands(first)) {
    const add = await load();
    add(program, setResult);
  }
}

// With the name of a command first, that one alone; for its version none; for help, mistakes and whatever else, all.
function neededCommands(first: string | undefined) {
  if (first === '--version' || first === '-V') return [];
  const named = first !== undefined && Object.hasOwn(COMMANDS, first) ? COMMANDS[first] : undefined;
  return named ? [named] : Object.values(COMMANDS);
}

// A file where a command should be is the mistake of whoever knows other programs.
function requireCommand(first = ''): void {
  const isCommand = Object.hasOwn(COMMANDS, first) || first === 'help';
  if (isCommand || first === '' || first.startsWith('-') || !existsSync(first)) return;
  const message = `Expected a command, found the ${statSync(first).isDirectory() ? 'folder' : 'file'} "${first}".`;
  throw new WhisperBatchError('USAGE', message, `Did you mean \`whisper-batch run "${first}"\`?`);
}

function reportError(error: unknown): number {
  if (error instanceof CommanderError) {
    // Commander has printed it; help and version end with 0.
    return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
  }
  if (error instanceof WhisperBatchError) {
    process.stderr.write(formatError(error, process.stderr));
    return exitCodeOf(error.code);
  }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(
    `error: whisper-batch met a defect of its own.\n${stack.split('\n').map(sanitizeLine).join('\n')}\n  → Please report this, with the command that caused it.\n`,
  );
  return ExitCode.environment;
}

// Names of files are part of it; it is indented.
function sanitizeLine(line: string): string {
  return `${/^ */u.exec(line)?.[0] ?? ''}${sanitizeText(line)}`;
}
