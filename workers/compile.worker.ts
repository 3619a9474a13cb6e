/** Piscina entry point of the thread that compiles a checkpoint, so that the main thread stays responsive. */
import { compileInWorker } from '../src/pool/compile-handler.ts';

export default compileInWorker;
