/** Where the worker's code lies, and how Node must load it: compiled under `dist/`, TypeScript through `tsx` in development. */

const isSource = import.meta.url.endsWith('.ts');

/** What a worker thread runs. */
export interface WorkerModule {
  /** File address of the module. */
  readonly filename: string;
  /** Options Node needs to load it. */
  readonly execArgv: readonly string[];
}

/** The module a worker thread runs, by its name in `workers/`. */
export function workerModule(name: 'transcribe' | 'detect' | 'compile' | 'export' | 'probe'): WorkerModule {
  const extension = isSource ? 'ts' : 'js';
  return {
    filename: new URL(`../../workers/${name}.worker.${extension}`, import.meta.url).href,
    execArgv: isSource ? ['--import', 'tsx'] : [],
  };
}
