/** Piscina entry point of a thread that measures what a core can do. */
import { createProbeHandler } from '../src/pool/probe-handler.ts';

export default createProbeHandler();
