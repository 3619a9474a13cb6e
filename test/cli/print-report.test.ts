import { describe, expect, it } from 'vitest';
import { printReport, printWarnings } from '../../src/cli/print-report.ts';
import type { FileOutcome } from '../../src/metrics/outcome.ts';
import { failedFile, runReport, transcribedFile } from '../output/example-run.ts';
import { capturePrints } from './captured-run.ts';

const paths = { csv: 'out/a.csv', json: 'out/a.json', summaryJson: 'out/s.json' };

function print(outcomes: readonly FileOutcome[], flags: Parameters<typeof printReport>[2]) {
  const printed = capturePrints();
  try {
    printWarnings(runReport(outcomes), flags);
    printReport(runReport(outcomes), paths, flags);
    return printed.texts();
  } finally {
    printed.restore();
  }
}

const good = transcribedFile('good.wav');
const doubtful = transcribedFile('doubtful.wav', { warnings: ['The file ends early.'] });
const warning = 'warning: doubtful.wav: The file ends early.\n';

describe('printReport', () => {
  it('prints both tables and the closing lines on standard output', () => {
    const { stdout, stderr } = print([good, failedFile('bad.wav')], {});
    expect(stderr).toBe('');
    const order = [
      '│ File ',
      '│ good.wav',
      '│ bad.wav',
      '│ Throughput',
      'DONE, but 1 of 2 files FAILED',
      'Config used:',
    ];
    const places = [...order, `Per-file CSV: ${paths.csv}`, 'End-to-end p95(s): 2.000000\n'].map((text) =>
      stdout.indexOf(text),
    );
    expect(places).not.toContain(-1);
    expect(places).toEqual(places.toSorted((left, right) => left - right));
  });

  it('prints one JSON document and nothing else on standard output, also when quiet', () => {
    const { stdout } = print([good, failedFile('bad.wav')], { json: true });
    expect(JSON.parse(stdout)).toMatchObject({ files: [{ file: 'good.wav' }, { file: 'bad.wav', status: 'failed' }] });
    expect(print([good, failedFile('bad.wav')], { json: true, quiet: true }).stdout).toBe(stdout);
  });
});

describe('printWarnings', () => {
  it('prints warnings on standard error, beside tables and beside the JSON document', () => {
    expect(print([doubtful], {}).stderr).toBe(warning);
    expect(print([doubtful], { json: true }).stderr).toBe(warning);
  });

  it('prints errors only when quiet', () => {
    expect(print([good, doubtful], { quiet: true })).toEqual({ stdout: '', stderr: '' });
    expect(print([doubtful, failedFile('bad\n.wav')], { quiet: true })).toEqual({
      stdout: '',
      stderr: 'error: bad .wav: Expected audio in bad .wav, found text.\n  → Convert it to WAV.\n',
    });
  });
});
