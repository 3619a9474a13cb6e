import { appendFileSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';
import { comparable } from '../helpers/comparable-results.ts';
import { capturedRun, writeSpeech } from './captured-run.ts';

const model = temporaryFolder();
const audio = writeSpeech(temporaryFolder(), ['a.wav', 'b.wav', 'c.wav'], 2);

beforeAll(async () => {
  writeTinyCheckpoint(model);
  await capturedRun('compile', model, '--quiet');
});

const run = (out: string, ...args: readonly string[]) =>
  capturedRun('run', audio, '--model-dir', model, '--out-dir', out, '--workers', '1', '--threads', '1', ...args);

interface Totals {
  readonly taken_over: { readonly files: number; readonly windows: number };
  readonly throughput_audio_s_per_s: number | null;
}

function totalsOf(out: string): Totals {
  const text = readFileSync(join(out, 'benchmarks', 'inference_summary.json'), 'utf8');
  return (JSON.parse(text) as { totals: Totals }).totals;
}

const transcript = (out: string, name: string) => join(out, 'benchmarks', `${name}.transcript.txt`);

describe('a second whisper-batch run', () => {
  it('does nothing again, opens no model, and writes the same results', async () => {
    const out = temporaryFolder();
    await run(out, '--limit-files', '2');
    const first = await run(out);
    expect(first.stderr).toContain('2 files already done (--force redoes them)\n');
    expect(first.stdout).toContain('│ 3 of 3 transcribed, 2 of them by an earlier run ');
    const before = comparable(out);
    const second = await run(out);
    expect(second.exitCode).toBe(0);
    expect(second.stderr).toContain('3 files already done (--force redoes them)\n');
    expect(second.stderr).not.toContain('loading the model');
    expect(comparable(out)).toEqual(before);
    expect(totalsOf(out)).toMatchObject({ taken_over: { files: 3, windows: 3 }, throughput_audio_s_per_s: null });
    const whole = temporaryFolder();
    await run(whole);
    expect(comparable(whole)).toEqual(before);
  });

  it('does everything again with --force', async () => {
    const out = temporaryFolder();
    await run(out);
    const { stderr } = await run(out, '--force');
    expect(stderr).not.toContain('already done');
    expect(totalsOf(out).taken_over.files).toBe(0);
  });

  it('puts transcripts back that are missing or were changed', async () => {
    const out = temporaryFolder();
    await run(out);
    const before = comparable(out);
    const { mtimeMs } = statSync(transcript(out, 'c'));
    rmSync(transcript(out, 'a'));
    appendFileSync(transcript(out, 'b'), 'edited');
    await run(out, '--quiet');
    expect(totalsOf(out).taken_over.files).toBe(3);
    expect(comparable(out)).toEqual(before);
    expect(statSync(transcript(out, 'c')).mtimeMs).toBe(mtimeMs);
  });

  it('does again what another setting concerns, and the file that has changed', async () => {
    const out = temporaryFolder();
    await run(out);
    await run(out, '--max-new-tokens', '3', '--quiet');
    expect(totalsOf(out).taken_over.files).toBe(0);
    await run(out, '--max-new-tokens', '3', '--batch-size', '2', '--quiet');
    expect(totalsOf(out).taken_over.files).toBe(3);
    const path = join(audio, 'b.wav');
    writeFileSync(path, readFileSync(path));
    await run(out, '--max-new-tokens', '3', '--quiet');
    expect(totalsOf(out).taken_over.files).toBe(2);
  });

  it('tries files again that have failed', async () => {
    const out = temporaryFolder();
    const mixed = writeSpeech(temporaryFolder(), ['1.wav', '2.wav']);
    writeFileSync(join(mixed, '2.wav'), 'no audio');
    const again = () => capturedRun('run', mixed, '--model-dir', model, '--out-dir', out, '--workers', '1');
    expect((await again()).exitCode).toBe(1);
    const second = await again();
    expect(second.exitCode).toBe(1);
    expect(second.stderr).toContain('1 file already done');
    expect(second.stderr).toContain('FAILED 2.wav');
    writeSpeech(mixed, ['0.wav', '2.wav']);
    rmSync(join(mixed, '0.wav'));
    expect((await again()).exitCode).toBe(0);
  });

  it('takes windows over that the journal holds of a file that was not finished', async () => {
    const out = temporaryFolder();
    const long = writeSpeech(temporaryFolder(), ['long.wav'], 100);
    const start = () => capturedRun('run', long, '--model-dir', model, '--out-dir', out, '--workers', '1', '--quiet');
    await start();
    const before = comparable(out);
    const journal = join(out, 'benchmarks', 'journal.jsonl');
    const lines = readFileSync(journal, 'utf8').split('\n');
    const windows = lines.filter((line) => line.includes('"kind":"window"'));
    expect(windows.length).toBeGreaterThan(3);
    // As a kill leaves it that came while a line was being written.
    writeFileSync(journal, `${[lines[0], ...windows.slice(0, 2)].join('\n')}\n${windows[2]!.slice(0, 100)}`);
    await start();
    expect(totalsOf(out).taken_over).toMatchObject({ files: 0, windows: 2 });
    expect(totalsOf(out).throughput_audio_s_per_s).toBeGreaterThan(0);
    expect(comparable(out)).toEqual(before);
  });

  it('refuses a folder that another run is writing to', async () => {
    const out = temporaryFolder();
    const [first, second] = await Promise.all([run(out, '--quiet'), run(out, '--quiet')]);
    expect([first.exitCode, second.exitCode].sort()).toEqual([0, 3]);
    expect(first.stderr + second.stderr).toMatch(
      /error: Expected no other run to write to the same folder, found one at work: process \d+ on \S+, since .*\.\n {2}→ Wait for it, stop it, or choose another folder with --out-dir\.\n/,
    );
  });
});
