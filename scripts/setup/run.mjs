// Running other programs. Only what Node 20 brings: this runs before any package is installed.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { basename } from 'node:path';

/** Standard output goes to standard error, so that a command's own output stays free of set-up messages. */
const TO_STDERR = ['ignore', 2, 2];

/**
 * Runs a program to its end; gives its exit code, or 128 + the number of the signal that ended it.
 * `onStart` is told the child.
 */
export function run({ command, args, shell = false, cwd, env, stdio = TO_STDERR, onStart = () => {} }) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { shell, cwd, env, stdio, windowsHide: true });
    child.once('error', reject);
    child.once('spawn', () => onStart(child));
    child.once('close', (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  });
}

/**
 * Runs a Node program in place of this process: on this terminal, with the signals meant for it, and this process
 * waits until it has ended in its own way.
 */
export async function runInPlace(args, cwd) {
  let child;
  // A terminal sends Ctrl-C to every process in the foreground, npm passes it on to us once more, and a second Ctrl-C
  // may mean "stop at once" to the child: so it is passed on only when there is no terminal.
  const hasTerminal = Boolean(process.stdin.isTTY || process.stdout.isTTY || process.stderr.isTTY);
  const onInterrupt = () => void (hasTerminal || child?.kill('SIGINT'));
  const onTerminate = () => void child?.kill('SIGTERM');
  process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate);
  try {
    return await run({
      command: process.execPath,
      args,
      cwd,
      stdio: 'inherit',
      onStart: (started) => (child = started),
    });
  } finally {
    process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate);
  }
}

/** How npm is started here: the npm that runs this script, else the one on the path. */
export function npmCommand(args) {
  const running = process.env.npm_execpath;
  // Under yarn or pnpm the variable names them instead.
  if (running && /^npm(-cli)?\.c?js$/.test(basename(running))) {
    return { command: process.execPath, args: [running, ...args] };
  }
  // Windows starts .cmd files only through a shell.
  if (process.platform === 'win32') return { command: ['npm', ...args].join(' '), args: [], shell: true };
  return { command: 'npm', args };
}
