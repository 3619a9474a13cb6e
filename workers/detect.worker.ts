/** Piscina entry point of the thread that finds speech. */
import { createDetectHandler } from '../src/pool/detect-handler.ts';

export default createDetectHandler();
