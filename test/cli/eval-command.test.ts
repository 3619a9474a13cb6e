import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { writeResults } from '../bench/example-results.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';
import { capturedRun, writeSpeech } from './captured-run.ts';

const fixtures = fileURLToPath(new URL('../fixtures/compared-runs', import.meta.url));
const model = temporaryFolder();

beforeAll(async () => {
  writeTinyCheckpoint(model);
  expect(await capturedRun('compile', model, '--quiet')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
});

/** Runs `eval` with the tiny model on one core, with an empty results folder. */
async function evaluate(...args: readonly string[]) {
  const out = temporaryFolder();
  const common = ['--model-dir', model, '--out-dir', out, '--workers', '1', '--threads', '1'];
  return { ...(await capturedRun('eval', ...args, ...common)), folder: join(out, 'benchmarks') };
}

/** The results of a run over two files, one of which failed, and the references of three. */
function finishedRun(): { results: string; references: string } {
  const results = writeResults(
    temporaryFolder(),
    [
      { file: 'a.wav', duration_s: 60, end_to_end_s: 1, text: 'Ask not what your country can do' },
      { file: 'b.wav', duration_s: 10, end_to_end_s: 1, text: 'The moon' },
      { file: 'c.wav', status: 'failed' },
    ],
    { language: 'en', task: 'transcribe' },
  );
  const references = join(temporaryFolder(), 'references.tsv');
  writeFileSync(references, 'path\tlanguage\ttext\na.wav\ten\tAsk what your country can\nc.wav\ten\tHello\n');
  return { results, references };
}

describe('whisper-batch eval', () => {
  it('transcribes, judges, and leaves results with error rates and the evaluation', async () => {
    const audio = writeSpeech(temporaryFolder(), ['a.wav', 'b.wav']);
    writeFileSync(join(audio, 'a.ref.txt'), 'What was said\n');
    const { exitCode, stdout, folder } = await evaluate(audio, '--seams');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('│ Language │ Files │');
    expect(stdout).toContain('No reference, not judged: b.wav.\n');
    expect(stdout).toContain('0 joins.');
    expect(stdout).toContain(`Written: ${join(folder, 'evaluation.csv')}, ${join(folder, 'evaluation.json')}\n`);
    expect(stdout).not.toContain('Latency');
    const evaluation = JSON.parse(readFileSync(join(folder, 'evaluation.json'), 'utf8')) as object;
    expect(evaluation).toMatchObject({
      schema_version: 1,
      files: 1,
      reference_words: 3,
      per_file: [{ file: 'a.wav' }],
    });
    const rows = JSON.parse(readFileSync(join(folder, 'inference_per_file.json'), 'utf8')) as { wer: number | null }[];
    expect(rows.map(({ wer }) => typeof wer)).toEqual(['number', 'object']);
    const summary = JSON.parse(readFileSync(join(folder, 'inference_summary.json'), 'utf8')) as object;
    expect(summary).toMatchObject({ accuracy: { files: 1, reference_words: 3, files_without_reference: 1 } });
    expect(readdirSync(folder)).toContain('a.transcript.txt');
  });

  it('refuses to transcribe without a reference, and writes nothing', async () => {
    const audio = writeSpeech(temporaryFolder(), ['a.wav']);
    const { exitCode, stderr, folder } = await evaluate(audio, '--quiet');
    expect([exitCode, existsSync(folder)]).toEqual([2, false]);
    expect(stderr).toBe(
      'error: Expected what was said in at least one of 1 file in references.tsv of the audio folder or beside the audio, found nothing.\n' +
        '  → Give --references FILE, a tab-separated table with the columns path, language and text and a row for "a.wav", or write "a.ref.txt" beside it.\n',
    );
  });

  it('names files that failed, also when it is quiet', async () => {
    const audio = writeSpeech(temporaryFolder(), ['a.wav']);
    writeFileSync(join(audio, 'a.ref.txt'), 'What was said\n');
    writeFileSync(join(audio, 'b.wav'), 'text, not sound');
    const { exitCode, stdout, stderr } = await evaluate(audio, '--quiet');
    expect([exitCode, stdout]).toEqual([1, '']);
    expect(stderr).toMatch(/^error: b\.wav: .+\n {2}→ .+\n$/);
  });

  it('waits for no pipe in the place of its own results, and says so before it transcribes', async () => {
    const audio = writeSpeech(temporaryFolder(), ['a.wav']);
    writeFileSync(join(audio, 'a.ref.txt'), 'What was said\n');
    const out = temporaryFolder();
    mkdirSync(join(out, 'benchmarks'));
    execFileSync('mkfifo', [join(out, 'benchmarks', 'evaluation.csv')]);
    const { exitCode, stderr } = await capturedRun('eval', audio, '--model-dir', model, '--out-dir', out, '--quiet');
    expect(exitCode).toBe(3);
    expect(stderr).toContain('but a device, pipe or socket stands in its place.');
    expect(existsSync(join(out, 'benchmarks', 'a.transcript.txt'))).toBe(false);
  });

  it('judges what a run left, says what failed and ends with 1', async () => {
    const { results, references } = finishedRun();
    const { exitCode, stdout, stderr } = await capturedRun('eval', '--results', results, '--references', references);
    expect([exitCode, stderr]).toEqual([1, '']);
    expect(stdout).toContain('│ en       │     1 │ 40.00 │    – │');
    expect(stdout).toContain('No reference, not judged: b.wav.\nFAILED, not judged: c.wav.\n');
    expect(readdirSync(join(results, 'benchmarks'))).toContain('evaluation.csv');
  });

  it('judges the results of another program, as one document or silently', async () => {
    const results = writeResults(
      temporaryFolder(),
      readFileSync(join(fixtures, 'faster-whisper/benchmarks/inference_per_file.json'), 'utf8'),
      readFileSync(join(fixtures, 'faster-whisper/benchmarks/inference_summary.json'), 'utf8'),
    );
    const common = ['eval', '--results', results, '--references', join(fixtures, 'references.tsv')];
    const { stdout } = await capturedRun(...common, '--json');
    expect(JSON.parse(stdout)).toMatchObject({ schema_version: 1, files: 2, wer: 0 });
    expect(await capturedRun(...common, '--quiet')).toMatchObject({ stdout: '', stderr: '' });
  });

  it('says what is missing where a run did not write its joins, or where there is no reference', async () => {
    const { results, references } = finishedRun();
    const seams = await capturedRun('eval', '--results', results, '--references', references, '--seams');
    expect([seams.exitCode, seams.stdout]).toEqual([2, '']);
    expect(seams.stderr).toContain(
      '→ Run `whisper-batch eval --seams` without --results, or transcribe anew with --timestamps.\n',
    );
    const none = await capturedRun('eval', temporaryFolder(), '--results', results);
    expect([none.exitCode, none.stderr]).toEqual([
      2,
      expect.stringContaining('at least one of 3 files in references.tsv'),
    ]);
  });
});

describe('whisper-batch run', () => {
  it('adds error rates where references.tsv lies in the audio folder', async () => {
    const audio = writeSpeech(temporaryFolder(), ['a.wav']);
    writeFileSync(join(audio, 'references.tsv'), 'path\ttext\na.wav\tHello\n');
    const out = temporaryFolder();
    const { exitCode, stdout } = await capturedRun(
      'run',
      audio,
      '--model-dir',
      model,
      '--out-dir',
      out,
      '--workers',
      '1',
      '--threads',
      '1',
    );
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/│ Errors {6}│ WER \d+\.\d\d %, CER \d+\.\d\d %; 1 file, 1 reference word /);
    expect(readFileSync(join(out, 'benchmarks', 'inference_per_file.csv'), 'utf8')).toMatch(
      /,wer,cer,language,language_probability,skipped_s\na\.wav,.*,\d+\.\d{6},\d+\.\d{6},en,,\d+\.\d{3}\n/,
    );
  });
});
