/** Piscina entry point of the thread that exports a checkpoint, so that the main thread stays responsive. */
import { exportInWorker } from '../src/pool/compile-handler.ts';

export default exportInWorker;
