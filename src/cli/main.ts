#!/usr/bin/env node
import { runProgram } from './program.ts';

// Setting the code and returning lets output drain and threads end; `process.exit` inside ONNX Runtime would abort.
process.exitCode = await runProgram(process.argv.slice(2));
