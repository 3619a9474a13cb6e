import { join } from 'node:path';
import type { Command } from './command-line.ts';
import { readResultFolder } from '../bench/compare-folder.ts';
import { findReferences, noReferences } from '../bench/find-references.ts';
import { judgeFolder, sourcesOfFolder } from '../bench/judge-folder.ts';
import type { Evaluation } from '../metrics/evaluate-texts.ts';
import { writeFilesAtomically } from '../output/atomic-write.ts';
import { evaluationCsv, evaluationRecord } from '../output/evaluation-record.ts';
import { formatEvaluation } from '../output/evaluation-table.ts';
import { JSON_SCHEMA_VERSION } from '../output/json-document.ts';
import { requireNoPipe } from '../output/require-plain-file.ts';
import { formatJson } from '../output/results-files.ts';
import { terminalStyle } from '../output/tables.ts';
import type { CommandResult } from './command-result.ts';
import { ExitCode } from './exit-code.ts';
import { run } from './run-command.ts';
import { addRunOptions, resultPaths, transcriptFolder, type RunFlags } from './run-options.ts';

interface EvalFlags extends RunFlags {
  readonly results?: string;
  readonly seams?: boolean;
}

/** Adds `eval`: counts the errors of transcripts against what was said. */
export function addEvalCommand(program: Command, setResult: CommandResult): void {
  const command = program
    .command('eval')
    .description('transcribe, and count word and character errors against references')
    .argument('[paths...]', 'audio files, folders, globs');
  addRunOptions(command)
    .optionsGroup('What is judged:')
    .option('--results <folder>', 'judge what a run left in FOLDER instead of transcribing')
    .option('--seams', 'count errors within 5 s of joins apart; find words told twice or lost there')
    .action(async (paths: readonly string[], flags: EvalFlags) => {
      setResult(await evaluate(paths, flags));
    });
}

async function evaluate(paths: readonly string[], flags: EvalFlags): Promise<number> {
  if (flags.results !== undefined) return evaluateFolder(flags.results, paths, flags);
  return run(paths, flags, {
    needsReferences: true,
    seams: flags.seams ?? false,
    files: evaluationFiles(transcriptFolder(flags)),
    print: async ({ accuracy }) => {
      if (accuracy !== undefined) {
        await writeAndPrint(accuracy, transcriptFolder(flags), flags, resultPaths(flags).report);
      }
    },
  });
}

function evaluationFiles(folder: string): string[] {
  return [join(folder, 'evaluation.csv'), join(folder, 'evaluation.json')];
}

async function evaluateFolder(results: string, paths: readonly string[], flags: EvalFlags): Promise<number> {
  const folder = readResultFolder(results);
  const audio = paths.length > 0 ? paths : [flags.audioDir];
  const sources = sourcesOfFolder(folder, audio);
  const references = findReferences(sources, { table: flags.references, paths: audio });
  if (references === undefined) throw noReferences(sources);
  const evaluation = judgeFolder(folder, references, flags.seams ?? false);
  const target = join(folder.path, 'benchmarks');
  for (const path of evaluationFiles(target)) await requireNoPipe(path);
  await writeAndPrint(evaluation, target, flags);
  return folder.failedFiles.length > 0 ? ExitCode.someFilesFailed : ExitCode.done;
}

async function writeAndPrint(
  evaluation: Evaluation,
  folder: string,
  { json, quiet }: EvalFlags,
  report?: string,
): Promise<void> {
  const [csvPath = '', jsonPath = ''] = evaluationFiles(folder);
  const document = formatJson({ schema_version: JSON_SCHEMA_VERSION, ...evaluationRecord(evaluation) });
  await writeFilesAtomically([
    { path: csvPath, text: evaluationCsv(evaluation) },
    { path: jsonPath, text: document },
  ]);
  if (json) process.stdout.write(document);
  else if (!quiet) {
    const table = formatEvaluation(evaluation, terminalStyle(process.stdout, process.env));
    process.stdout.write(`${table}\nWritten: ${[csvPath, jsonPath, report].filter(Boolean).join(', ')}\n`);
  }
}
