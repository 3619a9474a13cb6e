#!/usr/bin/env node
import { hasStuckThreads } from '../pool/stuck-threads.ts';
import { closeLostTerminals } from './close-lost-terminals.ts';
import { endAtOnce } from './end-at-once.ts';
import { runProgram } from './program.ts';

// Setting the code and returning lets output drain and threads end; `process.exit` inside ONNX Runtime would abort.
const exitCode = await runProgram(process.argv.slice(2));
process.exitCode = exitCode;
process.on('exit', () => closeLostTerminals());
if (hasStuckThreads()) await endAtOnce(exitCode);
