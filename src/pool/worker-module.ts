import { pathToFileURL } from 'node:url';
import { entryModule, isRunFromSource } from '../package-root.ts';

/** What a worker thread runs. */
export interface WorkerModule {
  /** File address of the module. */
  readonly filename: string;
  /** Options Node needs to load it. */
  readonly execArgv: readonly string[];
}

/** The module a worker thread runs, by its name in `workers/`. */
export function workerModule(name: 'transcribe' | 'detect' | 'compile' | 'export' | 'probe'): WorkerModule {
  return {
    filename: pathToFileURL(entryModule(`workers/${name}.worker`)).href,
    // Node 20 runs TypeScript through tsx only.
    execArgv: isRunFromSource ? ['--import', 'tsx'] : [],
  };
}
