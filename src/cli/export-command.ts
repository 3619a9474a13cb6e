import type { Command } from './command-line.ts';
import { defaultModelFolder } from '../batch/transcriber-settings.ts';
import { createProgress } from '../output/progress.ts';
import { exportInThread } from '../pool/write-in-thread.ts';
import type { CommandResult } from './command-result.ts';
import { untilInterrupted } from './interrupt.ts';

interface ExportFlags {
  readonly modelDir?: string;
  readonly quiet?: boolean;
}

/** Adds `export`: writes a checkpoint as ONNX files that other programs read. */
export function addExportCommand(program: Command, setResult: CommandResult): void {
  program
    .command('export')
    .description('write a checkpoint as an Optimum-compatible ONNX folder')
    .argument('<folder>', 'folder to make; must be empty or absent')
    .option('--model-dir <folder>', 'checkpoint (default: "whisper-base-with-past")')
    .option('--quiet', 'print nothing but errors')
    .action(async (target: string, flags: ExportFlags) => {
      setResult(await untilInterrupted((signal) => exportModel(target, flags, signal)));
    });
}

async function exportModel(
  target: string,
  { modelDir, quiet = false }: ExportFlags,
  signal: AbortSignal,
): Promise<void> {
  const progress = await createProgress({ stream: process.stderr, isTty: process.stderr.isTTY, quiet });
  try {
    const folders = { modelFolder: modelDir ?? defaultModelFolder(), targetFolder: target };
    const listener = (step: string): void => {
      progress.phase(`exporting: ${step}`);
    };
    await exportInThread(folders, listener, signal);
    progress.finished();
    if (!quiet) process.stdout.write(`Exported to ${target}\n`);
  } finally {
    progress.finished();
  }
}
