import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { Command } from '../../src/cli/command-line.ts';
import { addRunOptions, resultPaths, toRunOptions, type RunFlags } from '../../src/cli/run-options.ts';
import { errorOf } from '../helpers/error-of.ts';
import { capturedRun } from './captured-run.ts';

/** Every option that `run` promises. */
const OPTIONS =
  'audio-dir limit-files max-duration force model-dir onnx-dir tokenizer-json language task prompt hotwords timestamps word-timestamps max-new-tokens temperature-fallback compression-ratio-threshold logprob-threshold no-speech-threshold chunk-length-s ' +
  'overlap-s vad workers threads batch-size cores memory allow-spinning no-profile warmup chunk-parallelism intra-op inter-op formats max-line-width max-line-count ' +
  'write-txt no-write-txt out-dir references out-csv out-json out-summary-json report json quiet help';

function parse(...args: readonly string[]): { readonly paths: readonly string[]; readonly flags: RunFlags } {
  const command = addRunOptions(new Command('run').argument('[paths...]')).parse(args, { from: 'user' });
  return { paths: command.args, flags: command.opts<RunFlags>() };
}

function optionsOf(...args: readonly string[]) {
  const { paths, flags } = parse(...args);
  return toRunOptions(paths, flags);
}

describe('addRunOptions', () => {
  it('shows every option in the help of `run`, within 80 columns', async () => {
    const { exitCode, stdout, stderr } = await capturedRun('run', '--help');
    expect([exitCode, stderr]).toEqual([0, '']);
    const shown = [...stdout.matchAll(/^ {2}(?:-\w, )?--([\w-]+)/gm)].map(([, name]) => name);
    expect(shown).toEqual(OPTIONS.split(' '));
    expect(stdout.split('\n').filter((line) => line.length > 80)).toEqual([]);
    expect(stdout.match(/^\S.*:$/gm)).toEqual([
      'Arguments:',
      'What is transcribed:',
      'How it is transcribed:',
      'Speed and memory:',
      'What comes out:',
      'Options:',
    ]);
  });

  it('says once what the default of --write-txt is', async () => {
    const { stdout } = await capturedRun('run', '--help');
    expect(stdout.replace(/\s+/g, ' ')).toContain(
      '--write-txt write NAME.transcript.txt for every file (default: on) --no-write-txt',
    );
  });
});

describe('toRunOptions', () => {
  it('takes what was not given from the defaults, and leaves open what is chosen later', () => {
    expect(optionsOf()).toEqual({
      paths: ['audio'],
      task: 'transcribe',
      warmup: 0,
      limitFiles: 0,
      windowSeconds: 30,
      timestamps: false,
      wordTimestamps: false,
      journalFolder: join('results', 'benchmarks'),
      force: false,
      vad: true,
    });
  });

  it('passes on what was given', () => {
    const args =
      'a.wav b --force --out-dir out --language german --task translate --warmup 2 --limit-files 3 --chunk-length-s 20 --overlap-s 2.5 ' +
      '--vad off --timestamps --word-timestamps --model-dir m --tokenizer-json t.json --max-new-tokens 128 --workers 2 --threads 3 --batch-size 4 --cores 6 --allow-spinning off ' +
      '--prompt Glossary --hotwords Whisper --temperature-fallback off --compression-ratio-threshold 2 ' +
      '--logprob-threshold -0.8 --no-speech-threshold 0.5';
    expect(optionsOf(...args.split(' '))).toEqual({
      paths: ['a.wav', 'b'],
      language: 'german',
      task: 'translate',
      warmup: 2,
      limitFiles: 3,
      windowSeconds: 20,
      overlapSeconds: 2.5,
      timestamps: true,
      wordTimestamps: true,
      journalFolder: join('out', 'benchmarks'),
      force: true,
      vad: false,
      modelFolder: 'm',
      tokenizerJson: 't.json',
      maxNewTokens: 128,
      workers: 2,
      threads: 3,
      batchSize: 4,
      cores: 6,
      allowSpinning: false,
      prompt: 'Glossary',
      hotwords: 'Whisper',
      temperatureFallback: false,
      compressionRatioThreshold: 2,
      logProbabilityThreshold: -0.8,
      noSpeechThreshold: 0.5,
    });
  });

  it('lets the model mark segments for every format that holds them', () => {
    expect([optionsOf('--formats', 'txt').timestamps, optionsOf('--formats', 'txt,srt').timestamps]).toEqual([
      false,
      true,
    ]);
  });

  it('takes paths before --audio-dir', () => {
    expect(optionsOf('--audio-dir', 'talks').paths).toEqual(['talks']);
    expect(optionsOf('--audio-dir', 'talks', 'a.wav').paths).toEqual(['a.wav']);
  });

  it('knows the older names, in which 0 meant "choose"', () => {
    const given = optionsOf('--onnx-dir', 'm', '--chunk-parallelism', '2', '--intra-op', '3', '--inter-op', '1');
    expect(given).toMatchObject({ modelFolder: 'm', workers: 2, threads: 3 });
    const open = optionsOf('--chunk-parallelism', '0', '--intra-op', '0', '--inter-op', '0');
    expect(['workers', 'threads'].filter((name) => name in open)).toEqual([]);
    expect(optionsOf('--chunk-parallelism', '0', '--workers', '2').workers).toBe(2);
  });

  it.each([
    ['--workers', '--chunk-parallelism'],
    ['--threads', '--intra-op'],
    ['--model-dir', '--onnx-dir'],
  ])('accepts %s and %s together only if they agree', (current, older) => {
    expect(optionsOf(current, '2', older, '2')).toEqual(optionsOf(current, '2'));
    expect(errorOf(() => optionsOf(current, '2', older, '3'))).toEqual({
      code: 'USAGE',
      message: `Expected ${current} and ${older} to agree, found 2 and 3.`,
      remedy: `Give ${current} alone; ${older} is its older name.`,
    });
  });

  it.each([['20'], ['20.5']])('refuses an overlap of %s s in windows of 20 s', (overlap) => {
    expect(errorOf(() => optionsOf('--chunk-length-s', '20', '--overlap-s', overlap))).toEqual({
      code: 'USAGE',
      message: `Expected --overlap-s at least 0.1 s below --chunk-length-s, found ${overlap} and 20.`,
      remedy: 'Lower --overlap-s: every window must hold some new audio.',
    });
  });
});

describe('resultPaths', () => {
  it('puts results below --out-dir unless a file is named', () => {
    expect(resultPaths(parse('--out-dir', 'out', '--out-json', 'elsewhere.json').flags)).toEqual({
      csv: 'out/benchmarks/inference_per_file.csv',
      json: 'elsewhere.json',
      summaryJson: 'out/benchmarks/inference_summary.json',
      chosen: ['elsewhere.json'],
      transcripts: 'out/benchmarks (txt)',
    });
    expect(resultPaths(parse('--out-csv', 'a.csv', '--out-summary-json', 'b.json').flags)).toEqual({
      csv: 'a.csv',
      json: 'results/benchmarks/inference_per_file.json',
      summaryJson: 'b.json',
      chosen: ['a.csv', 'b.json'],
      transcripts: 'results/benchmarks (txt)',
    });
  });

  it('says which transcripts lie where when formats were asked for', () => {
    expect(resultPaths(parse('--formats', 'srt,txt').flags).transcripts).toBe('results/benchmarks (txt, srt)');
    expect(resultPaths(parse('--formats', 'txt', '--no-write-txt').flags).transcripts).toBe(
      'results/benchmarks (none)',
    );
  });

  it('puts the page of the run there too, when it is asked for', () => {
    expect(resultPaths(parse('--report').flags).report).toBe('results/benchmarks/report.html');
    expect(resultPaths(parse('--report', 'a.html').flags).report).toBe('a.html');
  });
});
