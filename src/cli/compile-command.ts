import type { Command } from './command-line.ts';
import { ensureCompiled } from '../batch/ensure-compiled.ts';
import { defaultModelFolder } from '../batch/transcriber-settings.ts';
import { WhisperBatchError } from '../errors.ts';
import { openModelFolder } from '../model/model-folder.ts';
import { createProgress } from '../output/progress.ts';
import type { CommandResult } from './command-result.ts';
import { untilInterrupted } from './interrupt.ts';

/** Adds `compile`: makes a checkpoint's graphs for this machine ahead of the first run. */
export function addCompileCommand(program: Command, setResult: CommandResult): void {
  program
    .command('compile')
    .description('compile a checkpoint for this machine (`run` does it when needed)')
    .argument('[model-folder]', 'checkpoint folder (default: "whisper-base-with-past")')
    .option('--quiet', 'print nothing but errors')
    .action(async (folder: string | undefined, { quiet = false }: { readonly quiet?: boolean }) => {
      setResult(await untilInterrupted((signal) => compile(folder, quiet, signal)));
    });
}

async function compile(folder: string | undefined, quiet: boolean, signal: AbortSignal): Promise<void> {
  const model = openModelFolder(folder ?? defaultModelFolder());
  if (model.layout === 'optimum') {
    const message = `${model.path}: expected a checkpoint, found an ONNX export.`;
    throw new WhisperBatchError(
      'USAGE',
      message,
      'Nothing needs compiling: `whisper-batch run --model-dir` runs it as it is.',
    );
  }
  const progress = await createProgress({ stream: process.stderr, isTty: process.stderr.isTTY, quiet });
  try {
    const compiled = await ensureCompiled(model, progress.phase, signal);
    progress.finished();
    if (!quiet) process.stdout.write(`Compiled graphs: ${compiled ?? ''}\n`);
  } finally {
    progress.finished();
  }
}
