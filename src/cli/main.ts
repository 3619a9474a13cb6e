#!/usr/bin/env node
import { hasStuckThreads } from '../pool/stuck-threads.ts';
import { endAtOnce } from './end-at-once.ts';
import { runProgram } from './program.ts';

// Setting the code and returning lets output drain and threads end; `process.exit` inside ONNX Runtime would abort.
const exitCode = await runProgram(process.argv.slice(2));
process.exitCode = exitCode;
if (hasStuckThreads()) await endAtOnce(exitCode);
