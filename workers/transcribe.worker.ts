/** Piscina entry point of a transcribing thread. */
import { workerData } from 'node:worker_threads';
import type { WorkerConfig } from '../src/pool/protocol.ts';
import { createWorkerHandler } from '../src/pool/worker-handler.ts';

export default createWorkerHandler(workerData as WorkerConfig);
