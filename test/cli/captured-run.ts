import { join } from 'node:path';
import { readFileSync, writeFileSync } from 'node:fs';
import { vi } from 'vitest';
import { runProgram } from '../../src/cli/program.ts';
import { int16Bytes, waveBytes } from '../audio/recordings.ts';
import { seededNoise } from '../helpers/seeded-noise.ts';

/** What a run of the command left behind. */
export interface CapturedRun {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs the command in this process, where coverage sees it, and keeps what it prints. */
export async function capturedRun(...args: readonly string[]): Promise<CapturedRun> {
  const printed = capturePrints();
  try {
    const exitCode = await runProgram(args);
    return { exitCode, ...printed.texts() };
  } finally {
    printed.restore();
  }
}

/** Keeps what is printed from now on, without colours, until `restore` is called. */
export function capturePrints() {
  vi.stubEnv('NO_COLOR', '1');
  vi.stubEnv('FORCE_COLOR', undefined);
  const stdout: string[] = [];
  const stderr: string[] = [];
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((chunk) => stdout.push(String(chunk)) > 0),
    vi.spyOn(process.stderr, 'write').mockImplementation((chunk) => stderr.push(String(chunk)) > 0),
  ];
  return {
    texts: () => ({ stdout: stdout.join(''), stderr: stderr.join('') }),
    restore: () => {
      for (const spy of spies) spy.mockRestore();
      vi.unstubAllEnvs();
    },
  };
}

const WAVE_HEADER_BYTES = 44;
const SPEECH = new Int16Array(
  Uint8Array.from(
    readFileSync(new URL('../fixtures/speech/one-second.wav', import.meta.url)).subarray(WAVE_HEADER_BYTES),
  ).buffer,
);

/** Writes WAV files of a second of speech, again and again, under noise that differs, and gives the folder. */
export function writeSpeech(folder: string, names: readonly string[], seconds = 1): string {
  for (const [index, name] of names.entries()) {
    const noise = seededNoise(seconds * SPEECH.length, index + 7);
    const samples = noise.map((sample, n) => SPEECH[n % SPEECH.length]! / 32_768 + 0.01 * sample);
    writeFileSync(join(folder, name), waveBytes({ data: int16Bytes(samples) }));
  }
  return folder;
}
