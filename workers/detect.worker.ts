/** Piscina entry point of the thread that finds speech. */
import { workerData } from 'node:worker_threads';
import { createDetectHandler } from '../src/pool/detect-handler.ts';
import type { DetectConfig } from '../src/pool/protocol.ts';

export default createDetectHandler(workerData as DetectConfig);
