import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

const repository = fileURLToPath(new URL('../..', import.meta.url));

/** One TypeScript file of the project and what it imports, types included. */
export interface SourceFile {
  /** Below the repository's folder, with `/` between parts. */
  readonly path: string;
  readonly text: string;
  /** Paths of imported files, below the repository's folder. */
  readonly files: readonly string[];
  /** Names of imported packages, without a path inside them. */
  readonly packages: readonly string[];
}

/** Every TypeScript file below the given folders of the repository. */
export function readSourceFiles(...folders: readonly string[]): SourceFile[] {
  return folders.flatMap((folder) => listFiles(folder)).map(readSourceFile);
}

/** Whether a file declares types only, so that nothing of it is left to run or test. */
export function hasOnlyTypes({ text }: SourceFile): boolean {
  const { outputText } = ts.transpileModule(text, {
    compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2023, removeComments: true },
  });
  return outputText.trim() === 'export {};';
}

/** The files of each import cycle met on a walk, the first one again at the end. */
export function findCycles(files: readonly SourceFile[]): string[][] {
  const imports = new Map(files.map((file) => [file.path, file.files]));
  const finished = new Set<string>();
  const cycles: string[][] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (trail.includes(path)) cycles.push([...trail.slice(trail.indexOf(path)), path]);
    if (trail.includes(path) || finished.has(path)) return;
    for (const next of imports.get(path) ?? []) visit(next, [...trail, path]);
    finished.add(path);
  };
  for (const { path } of files) visit(path, []);
  return cycles;
}

function listFiles(folder: string): string[] {
  return readdirSync(join(repository, folder), { recursive: true, encoding: 'utf8' })
    .map((path) => posix.join(folder, path.replaceAll('\\', '/')))
    .filter((path) => path.endsWith('.ts'))
    .sort();
}

function readSourceFile(path: string): SourceFile {
  const text = readFileSync(join(repository, path), 'utf8');
  const specifiers = ts.preProcessFile(text, true, true).importedFiles.map(({ fileName }) => fileName);
  return {
    path,
    text,
    files: specifiers.filter((name) => name.startsWith('.')).map((name) => posix.join(posix.dirname(path), name)),
    packages: [...new Set(specifiers.filter(isPackage).map(packageName))],
  };
}

function isPackage(specifier: string): boolean {
  return !/^(\.|node:)/.test(specifier) && !builtinModules.includes(specifier);
}

/** `@scope/name/file.js` → `@scope/name` */
function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}
