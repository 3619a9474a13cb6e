import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, describe, expect, it, vi } from 'vitest';
import { runProgram } from '../../src/cli/program.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';
import { writeTinyCheckpoint } from '../helpers/tiny-checkpoint.ts';
import { capturedRun, capturePrints, writeSpeech } from './captured-run.ts';

const model = temporaryFolder();
const audio = writeSpeech(temporaryFolder(), ['a.wav', 'b.wav']);

beforeAll(async () => {
  writeTinyCheckpoint(model);
  expect(await capturedRun('compile', model, '--quiet')).toEqual({ exitCode: 0, stdout: '', stderr: '' });
});

/** Runs `run` with the tiny model on one core, with an empty results folder. */
async function transcribe(...args: readonly string[]) {
  const out = temporaryFolder();
  const common = ['--model-dir', model, '--out-dir', out, '--workers', '1', '--threads', '1'];
  const run = await capturedRun('run', ...args, ...common);
  return { ...run, folder: join(out, 'benchmarks') };
}

interface Row {
  readonly file: string;
  readonly status: string;
  readonly text: string;
}

function readRows(path: string): Row[] {
  return JSON.parse(readFileSync(path, 'utf8')) as Row[];
}

const RESULTS = ['inference_per_file.csv', 'inference_per_file.json', 'inference_summary.json'];
/** What a run leaves beside its transcripts. */
const LEFT = [...RESULTS, 'journal.jsonl'];

describe('whisper-batch run', () => {
  it('transcribes a folder, prints tables and leaves the results', async () => {
    const { exitCode, stdout, stderr, folder } = await transcribe(audio);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('│ 2 of 2 transcribed ');
    expect(stdout).toContain(`\nDONE\nConfig used:\n`);
    expect(stdout).toContain(`\nPer-file CSV: ${join(folder, RESULTS[0]!)}\n`);
    expect(stderr).toMatch(/^loading the model\ntranscribing\ntranscribing: 2\/2 files, 0:02\.0 of audio, .*\n/m);
    expect(readdirSync(folder).sort()).toEqual(['a.transcript.txt', 'b.transcript.txt', ...LEFT]);
    const rows = readRows(join(folder, RESULTS[1]!));
    expect(rows.map(({ file, status }) => [file, status])).toEqual([
      ['a.wav', 'transcribed'],
      ['b.wav', 'transcribed'],
    ]);
    expect(rows[0]!.text.length).toBeGreaterThan(2);
    expect(readFileSync(join(folder, 'a.transcript.txt'), 'utf8')).toBe(`${rows[0]!.text}\n`);
    expect(readFileSync(join(folder, RESULTS[0]!), 'utf8')).toMatch(
      /^file,duration_s,end_to_end_s,rtf,text,.*\r?\na\.wav,1\.000,/,
    );
    expect(JSON.parse(readFileSync(join(folder, RESULTS[2]!), 'utf8'))).toMatchObject({ n_files: 2, onnx_dir: model });
  });

  it('adds segments with --timestamps and leaves transcripts out with --no-write-txt', async () => {
    const { exitCode, folder } = await transcribe(join(audio, 'a.wav'), '--timestamps', '--no-write-txt');
    expect(exitCode).toBe(0);
    expect(readdirSync(folder).sort()).toEqual(['a.transcript.json', ...LEFT]);
    const transcript = JSON.parse(readFileSync(join(folder, 'a.transcript.json'), 'utf8')) as object;
    expect(transcript).toMatchObject({
      file: 'a.wav',
      duration_s: 1,
      segments: [{ text: expect.any(String) as string }],
    });
  });

  it('writes the formats that are asked for, subtitles under the name that players look for', async () => {
    const { exitCode, stdout, folder } = await transcribe(join(audio, 'a.wav'), '--formats', 'all', '--no-write-txt');
    expect(exitCode).toBe(0);
    expect(stdout).toContain(`\nTranscripts: ${folder} (srt, vtt, tsv, json)\n`);
    expect(readdirSync(folder).sort()).toEqual(
      ['a.srt', 'a.transcript.json', 'a.transcript.tsv', 'a.vtt', ...LEFT].sort(),
    );
    expect(readFileSync(join(folder, 'a.vtt'), 'utf8')).toMatch(/^WEBVTT\n/);
    const summary: unknown = JSON.parse(readFileSync(join(folder, RESULTS[2]!), 'utf8'));
    expect(summary).toMatchObject({ timestamps: true });
  });

  it('writes no result over a recording that it is to transcribe', async () => {
    const path = join(writeSpeech(temporaryFolder(), ['c.wav']), 'c.wav');
    const before = readFileSync(path);
    const { exitCode, stdout, stderr, folder } = await transcribe(path, '--out-csv', path);
    expect([exitCode, stdout, stderr]).toEqual([
      2,
      '',
      `error: Expected --out-csv to name a file of its own, found ${path}, which is a recording to be transcribed.\n  → Give --out-csv another path.\n`,
    ]);
    expect([readFileSync(path).equals(before), existsSync(folder)]).toEqual([true, false]);
  });

  it('refuses a format that there is not', async () => {
    const { exitCode, stderr } = await transcribe(audio, '--formats', 'doc');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('Expected txt, srt, vtt, tsv, json or all, separated by commas, found "doc".');
  });

  it('times words with --word-timestamps, which marks segments too', async () => {
    const { exitCode, folder } = await transcribe(join(audio, 'a.wav'), '--word-timestamps');
    expect(exitCode).toBe(0);
    expect(readdirSync(folder)).toContain('a.transcript.json');
    expect(JSON.parse(readFileSync(join(folder, RESULTS[2]!), 'utf8'))).toMatchObject({
      timestamps: true,
      word_timestamps: true,
    });
  });

  it('prints one JSON document and nothing else on standard output with --json', async () => {
    const { exitCode, stdout } = await transcribe(audio, '--json', '--limit-files', '1', '--warmup', '1');
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      schema_version: 1,
      summary: { n_files: 1, config_used: { workers: 1, threads: 1, warmup: 1 } },
      files: [{ file: 'a.wav', status: 'transcribed' }],
    });
  });

  it('prints nothing with --quiet', async () => {
    const { exitCode, stdout, stderr, folder } = await transcribe(audio, '--quiet');
    expect([exitCode, stdout, stderr]).toEqual([0, '', '']);
    expect(readdirSync(folder)).toContain('b.transcript.txt');
  });

  it('notes paths that hold nothing beside paths that hold something', async () => {
    const empty = temporaryFolder();
    const paths = [join(audio, 'a.wav'), empty, `${audio}/*.xyz`, `${audio}/a.*`];
    const { exitCode, stderr } = await transcribe(...paths);
    expect([exitCode, stderr.split('\n').filter((line) => line.startsWith('note: '))]).toEqual([
      0,
      [`note: nothing to transcribe in "${empty}".`, `note: nothing to transcribe in "${audio}/*.xyz".`],
    ]);
    expect((await transcribe(...paths, '--quiet')).stderr).toBe('');
  });

  it('writes results where the options name files', async () => {
    const elsewhere = temporaryFolder();
    const [csv, json, summary] = ['1.csv', '2.json', '3.json'].map((name) => join(elsewhere, 'new', name));
    const files = ['--out-csv', csv!, '--out-json', json!, '--out-summary-json', summary!];
    const { exitCode } = await transcribe(join(audio, 'b.wav'), '--quiet', '--no-write-txt', ...files);
    expect(exitCode).toBe(0);
    expect(readdirSync(join(elsewhere, 'new')).sort()).toEqual(['1.csv', '2.json', '3.json']);
  });

  it('goes on after a file that cannot be read, lists it, and ends with 1', async () => {
    const mixed = writeSpeech(temporaryFolder(), ['1.wav', '3.wav']);
    writeFileSync(join(mixed, '2.wav'), 'no audio at all');
    const { exitCode, stdout, stderr, folder } = await transcribe(mixed);
    expect(exitCode).toBe(1);
    expect(stdout).toContain('\nDONE, but 1 of 3 files FAILED\n');
    expect(stderr).toContain(`FAILED 2.wav: AUDIO_UNSUPPORTED: Expected audio in "${join(mixed, '2.wav')}", found`);
    expect(readRows(join(folder, RESULTS[1]!)).map(({ file, status }) => [file, status])).toEqual([
      ['1.wav', 'transcribed'],
      ['2.wav', 'failed'],
      ['3.wav', 'transcribed'],
    ]);
    expect(readdirSync(folder).sort()).toEqual(['1.transcript.txt', '3.transcript.txt', ...LEFT]);
  });

  it('writes a page with --report, in which names cannot become markup and failures are told', async () => {
    const mixed = writeSpeech(temporaryFolder(), ["<img src=x onerror='1'> & co.wav"]);
    writeFileSync(join(mixed, 'text.wav'), 'no audio at all');
    const { exitCode, stdout, folder } = await transcribe(mixed, '--report');
    const path = join(folder, 'report.html');
    expect(exitCode).toBe(1);
    expect(stdout).toContain(`\nReport: ${path}\n`);
    const page = readFileSync(path, 'utf8');
    expect(page).toContain('1 of 2 files transcribed');
    expect(page).toContain('&lt;img src=x');
    expect(page).not.toContain('<img');
    expect(page).toContain('<code>AUDIO_UNSUPPORTED</code>');
  });

  it('writes the page of --report where it is told to', async () => {
    const path = join(temporaryFolder(), 'new folder', 'page.html');
    const { exitCode, folder } = await transcribe(join(audio, 'a.wav'), '--quiet', `--report=${path}`);
    expect(exitCode).toBe(0);
    expect(readFileSync(path, 'utf8')).toMatch(/^<!doctype html>/);
    expect(existsSync(join(folder, 'report.html'))).toBe(false);
  });

  it('keeps files of equal name apart', async () => {
    const root = temporaryFolder();
    for (const name of ['x', 'y']) {
      mkdirSync(join(root, name));
      writeSpeech(join(root, name), ['talk.wav']);
    }
    const { folder } = await transcribe(root, '--quiet');
    expect(['x', 'y'].map((name) => existsSync(join(folder, name, 'talk.transcript.txt')))).toEqual([true, true]);
  });

  it('stops at Ctrl-C, keeps what is finished and ends with 130', async () => {
    const many = writeSpeech(
      temporaryFolder(),
      Array.from({ length: 40 }, (_, index) => `${String(index)}.wav`),
    );
    const out = temporaryFolder();
    const folder = join(out, 'benchmarks');
    const args = ['--model-dir', model, '--out-dir', out, '--workers', '1', '--threads', '1', '--batch-size', '1'];
    const running = capturedRun('run', many, ...args);
    while (!existsSync(join(folder, '0.transcript.txt'))) await delay(5);
    process.emit('SIGINT', 'SIGINT');
    const { exitCode, stdout, stderr } = await running;
    expect(exitCode).toBe(130);
    expect(stderr).toContain('stopping: finished files are kept\n');
    const rows = readRows(join(folder, RESULTS[1]!));
    expect(rows.length).toBeLessThan(40);
    expect(stdout).toMatch(new RegExp(`^CANCELLED after ${String(rows.length)} files?$`, 'm'));
    const expected = rows.map(({ file }) => file.replace('.wav', '.transcript.txt'));
    expect(readdirSync(folder).sort()).toEqual([...expected, ...LEFT].sort());
    expect(process.listenerCount('SIGHUP')).toBe(0);
  });

  it('stops before the first file too, and says nothing further of what it would have done', async () => {
    const out = temporaryFolder();
    const printed = capturePrints();
    const running = runProgram(['run', audio, '--model-dir', model, '--out-dir', out, '--workers', '1']);
    while (!printed.texts().stderr.includes('loading the model\n')) await delay(1);
    process.emit('SIGINT', 'SIGINT');
    const exitCode = await running.finally(printed.restore);
    const { stdout, stderr } = printed.texts();
    expect(exitCode).toBe(130);
    expect(stderr).toMatch(
      /^loading the model\nstopping: finished files are kept\n(stopping: .*\n)?CANCELLED before the first file was finished; the next run goes on with its finished windows\.\n$/,
    );
    // The results of a run before are left as they are.
    expect(stdout).toBe('');
    expect(readdirSync(out)).toEqual([]);
  });

  it('says nothing at all when it is quiet', async () => {
    const out = temporaryFolder();
    const running = capturedRun('run', audio, '--model-dir', model, '--out-dir', out, '--workers', '1', '--quiet');
    while (!existsSync(join(out, 'benchmarks', 'run.lock'))) await delay(1);
    process.emit('SIGINT', 'SIGINT');
    expect(await running).toEqual({ exitCode: 130, stdout: '', stderr: '' });
  });

  it('stops while it waits for a run elsewhere, of which it says so', async () => {
    const out = temporaryFolder();
    const path = join(out, 'benchmarks', 'run.lock');
    mkdirSync(join(out, 'benchmarks'));
    writeFileSync(path, JSON.stringify({ pid: 7, process_started: '1', place: 'elsewhere', since: '' }));
    const notice = `note: waiting up to 30 s to see whether the run that holds ${path} is still alive\n`;
    const printed = capturePrints();
    const running = runProgram(['run', audio, '--model-dir', model, '--out-dir', out]);
    while (!printed.texts().stderr.includes(notice)) await delay(1);
    process.emit('SIGINT', 'SIGINT');
    const exitCode = await running.finally(printed.restore);
    expect([exitCode, printed.texts().stdout]).toEqual([130, '']);
    expect(readdirSync(join(out, 'benchmarks'))).toEqual(['run.lock']);
  });
});

describe('whisper-batch run, given a profile that is damaged', () => {
  it('says so in one line and goes on, and with --no-profile never looks', async () => {
    const config = temporaryFolder();
    const path = join(config, 'whisper-batch', 'profile.json');
    mkdirSync(join(config, 'whisper-batch'));
    writeFileSync(path, '{');
    const run = async (...args: readonly string[]) => {
      const printed = capturePrints();
      vi.stubEnv('XDG_CONFIG_HOME', config);
      const common = ['--model-dir', model, '--out-dir', temporaryFolder()];
      await runProgram(['run', join(audio, 'a.wav'), ...common, ...args]).finally(printed.restore);
      return printed.texts().stderr;
    };
    const warning =
      `warning: the profile ${path} is ignored, because it holds no list of profiles; ` +
      '`whisper-batch sweep --save-profile` writes it anew.\n';
    expect(await run()).toContain(warning);
    expect(await run('--no-profile')).not.toContain('profile');
    expect(await run('--workers', '1')).not.toContain('profile');
  });
});

describe('whisper-batch run, given what it cannot do', () => {
  const nowhere = '/nowhere/at/all';

  it.each([
    [
      ['--workers', '2', '--threads', '2', '--cores', '2'],
      'Expected workers × threads within the core budget of 2, found 2 × 2 = 4.',
      'Lower --workers or --threads; the budget is --cores, within what CPU affinity and control groups allow.',
    ],
    [
      ['--chunk-parallelism', '3', '--intra-op', '2', '--cores', '1'],
      'Expected workers × threads within the core budget of 1, found 3 × 2 = 6.',
      'Lower --workers or --threads; the budget is --cores, within what CPU affinity and control groups allow.',
    ],
    [
      ['--overlap-s', '30'],
      'Expected --overlap-s at least 0.1 s below --chunk-length-s, found 30 and 30.',
      'Lower --overlap-s: every window must hold some new audio.',
    ],
    [
      ['--workers', '1', '--chunk-parallelism', '2'],
      'Expected --workers and --chunk-parallelism to agree, found 1 and 2.',
      'Give --workers alone; --chunk-parallelism is its older name.',
    ],
    [
      [nowhere],
      `Expected a file, a folder or a pattern, found nothing at "${nowhere}".`,
      'Check the path; quote patterns if your shell changes them.',
    ],
  ])('refuses %j as wrong usage', async (args, message, remedy) => {
    const run = await capturedRun('run', audio, '--model-dir', model, '--quiet', ...args);
    expect(run).toEqual({ exitCode: 2, stdout: '', stderr: `error: ${message}\n  → ${remedy}\n` });
  });

  it.each([
    [['--workers', '1.5'], "'--workers <n>' argument '1.5' is invalid. Expected a whole number of at least 1."],
    [['--overlap-s', '-1'], "'--overlap-s <seconds>' argument '-1' is invalid. Expected seconds, from 0 to 30."],
    [
      ['--chunk-length-s', '31'],
      "'--chunk-length-s <seconds>' argument '31' is invalid. Expected seconds, from 0.1 to 30.",
    ],
    [['--task', 'sing'], "'--task <task>' argument 'sing' is invalid. Allowed choices are transcribe, translate."],
  ])('refuses %j while it reads the options', async (args, message) => {
    const { exitCode, stdout, stderr } = await capturedRun('run', audio, ...args);
    expect([exitCode, stdout, stderr.split('\n')[0]]).toEqual([2, '', `error: option ${message}`]);
  });

  it('says that a folder holds no audio', async () => {
    const run = await capturedRun('run', model, '--model-dir', nowhere);
    expect(run).toEqual({
      exitCode: 2,
      stdout: '',
      stderr:
        `error: Expected audio files in "${model}", found none.\n` +
        '  → Give a folder that holds audio, or name the files themselves if their extensions are unusual.\n',
    });
  });

  it('does not know every language', async () => {
    const run = await capturedRun('run', audio, '--model-dir', model, '--quiet', '--language', 'klingon');
    expect([run.exitCode, run.stderr.split('\n')[0]]).toEqual([
      2,
      'error: Expected --language as a Whisper language code or name such as "en" or "english", found "klingon".',
    ]);
  });

  it('counts a model that is not there, or not complete, as environment', async () => {
    expect(await capturedRun('run', audio, '--onnx-dir', nowhere, '--quiet')).toEqual({
      exitCode: 3,
      stdout: '',
      stderr: `error: Expected a model folder at ${nowhere}, found nothing.\n  → Give the folder with --model-dir.\n`,
    });
    expect(await capturedRun('run', audio, '--model-dir', model, '--tokenizer-json', nowhere, '--quiet')).toEqual({
      exitCode: 3,
      stdout: '',
      stderr:
        `error: Expected a tokenizer file at ${nowhere}, found nothing.\n` +
        '  → Give the path of a tokenizer.json with --tokenizer-json.\n',
    });
    expect(await capturedRun('run', audio, '--model-dir', model, '--tokenizer-json', audio, '--quiet')).toEqual({
      exitCode: 3,
      stdout: '',
      stderr:
        `error: Expected a tokenizer file at ${audio}, found a folder.\n` +
        '  → Give the path of a tokenizer.json with --tokenizer-json.\n',
    });
  });

  it('counts results that cannot be written as environment', async () => {
    const file = join(audio, 'a.wav');
    const run = await capturedRun('run', file, '--model-dir', model, '--out-dir', file, '--quiet');
    expect(run).toEqual({
      exitCode: 3,
      stdout: '',
      stderr:
        `error: Expected to write ${join(file, 'benchmarks')}, ` +
        'but a part of that path is a file and not a folder.\n' +
        '  → Move that file away, or choose another folder with --out-dir.\n',
    });
  });

  it('goes on after a transcript that cannot be written where it belongs, in later runs too', async () => {
    const out = temporaryFolder();
    const folder = join(out, 'benchmarks');
    const args = ['run', audio, '--model-dir', model, '--out-dir', out, '--workers', '1', '--threads', '1'];
    mkdirSync(join(folder, 'a.transcript.txt'), { recursive: true });
    const statuses = () => readRows(join(folder, RESULTS[1]!)).map(({ file, status }) => `${file} ${status}`);
    const first = await capturedRun(...args);
    expect(first.exitCode).toBe(1);
    expect(first.stdout).toContain('FAILED OUTPUT_REFUSED');
    expect(statuses()).toEqual(['a.wav failed', 'b.wav transcribed']);
    rmSync(join(folder, 'a.transcript.txt'), { recursive: true });
    expect((await capturedRun(...args)).exitCode).toBe(0);
    expect(statuses()).toEqual(['a.wav transcribed', 'b.wav transcribed']);
    // Both are finished; one cannot be put back.
    rmSync(join(folder, 'b.transcript.txt'));
    mkdirSync(join(folder, 'b.transcript.txt'));
    expect((await capturedRun(...args)).exitCode).toBe(1);
    expect(statuses()).toEqual(['a.wav transcribed', 'b.wav failed']);
  });
});
