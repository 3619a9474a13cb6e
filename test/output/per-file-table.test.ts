import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { displayWidth } from '../../src/output/display-text.ts';
import type { TranscribedFile } from '../../src/metrics/outcome.ts';
import { formatPerFileTable } from '../../src/output/per-file-table.ts';
import { failedFile, fileWithLatency, transcribedFile } from './example-run.ts';

const plain = { columns: 80, useColor: false };

describe('formatPerFileTable', () => {
  it('shows figures, and failures in the row and in full below', () => {
    const outcomes = [transcribedFile('jfk.flac'), failedFile('bad.wav')];
    expect(formatPerFileTable(outcomes, plain).split('\n')).toEqual([
      '┌──────────┬─────────┬────────────┬──────────┬────────┐',
      '│ File     │   Audio │  Latency s │      RTF │  Words │',
      '├──────────┼─────────┼────────────┼──────────┼────────┤',
      '│ jfk.flac │  0:10.0 │      2.000 │   0.2000 │      2 │',
      '│ bad.wav  │ FAILED AUDIO_INVALID: Expected audio in… │',
      '└──────────┴──────────────────────────────────────────┘',
      'FAILED bad.wav',
      '  AUDIO_INVALID: Expected audio in bad.wav, found text.',
      '  → Convert it to WAV.',
    ]);
  });

  it('has a column for languages that were detected, where there is room', () => {
    const file = transcribedFile('jfk.flac');
    const detected = { ...file, transcript: { ...file.transcript, language: { code: 'haw', probability: 0.987 } } };
    const given = { ...file, transcript: { ...file.transcript, language: { code: 'en', probability: undefined } } };
    const head = (outcomes: Parameters<typeof formatPerFileTable>[0], columns: number) =>
      formatPerFileTable(outcomes, { columns, useColor: false }).split('\n')[1];
    expect(
      formatPerFileTable([detected, failedFile('bad.wav')], plain)
        .split('\n')
        .slice(0, 5),
    ).toEqual([
      '┌──────────┬─────────┬────────────┬─────────┬────────┬───────────┐',
      '│ File     │   Audio │  Latency s │     RTF │  Words │  Language │',
      '├──────────┼─────────┼────────────┼─────────┼────────┼───────────┤',
      '│ jfk.flac │  0:10.0 │      2.000 │  0.2000 │      2 │  haw 0.99 │',
      '│ bad.wav  │ FAILED AUDIO_INVALID: Expected audio in bad.wav, f… │',
    ]);
    expect(head([given], 80)).not.toContain('Language');
    expect(head([detected], 71)).not.toContain('Language');
  });

  it('fits its width whatever files are called', () => {
    const part = fc.constantFrom('a', 'very-long-name-', '日本語', '👨‍👩‍👧', 'e\u0301', '\u001B[31m', '\n', 'ทำ', '/');
    const names = fc.array(fc.string({ unit: part, minLength: 1, maxLength: 30 }), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(names, fc.integer({ min: 60, max: 160 }), (list, columns) => {
        const file = transcribedFile('any');
        const transcript = { ...file.transcript, language: { code: 'haw', probability: 1 } };
        const outcomes = list.flatMap((name) => [transcribedFile(name, { transcript }), failedFile(name)]);
        const lines = formatPerFileTable(outcomes, { columns, useColor: false }).split('\n');
        expect(Math.max(...lines.map(displayWidth))).toBeLessThanOrEqual(columns);
        expect(lines.join('')).not.toMatch(/[\u0000-\u001F]/u);
      }),
    );
  });

  it('shows failed and slowest files of many, in input order, and says how many it left out', () => {
    const outcomes = [
      ...Array.from({ length: 60 }, (_, index) => fileWithLatency(`file${String(index)}.wav`, index + 1)),
      failedFile('last.wav'),
    ];
    const lines = formatPerFileTable(outcomes, plain).split('\n');
    expect(lines[3]).toContain('file21.wav');
    expect(lines[41]).toContain('file59.wav');
    expect(lines[42]).toContain('FAILED');
    expect(lines[44]).toBe('Shown: 1 failed file and the 39 slowest files; 21 more files in the per-file CSV.');
  });

  it('says which figures an earlier run has measured', () => {
    const takenOver = { audioSeconds: 10, windowCount: 1 };
    const earlier = transcribedFile('a.wav', { takenOver });
    const lastLine = (...outcomes: readonly TranscribedFile[]) =>
      formatPerFileTable(outcomes, plain).split('\n').at(-1);
    expect(lastLine(earlier, transcribedFile('b.wav'))).toBe(
      'Latency and RTF of 1 file were measured by the earlier run that transcribed them.',
    );
    expect(lastLine(earlier)).toBe('Latency and RTF were measured by the earlier run that transcribed them.');
  });

  it('counts the failures it does not list', () => {
    const outcomes = Array.from({ length: 50 }, (_, index) => failedFile(`bad${String(index)}.wav`));
    const lines = formatPerFileTable(outcomes, plain).split('\n');
    expect(lines.filter((line) => line.startsWith('FAILED bad'))).toHaveLength(20);
    expect(lines.at(-1)).toBe('FAILED 30 more files');
  });

  it('colours failures only where colours are wanted', () => {
    const outcomes = [failedFile('bad.wav')];
    expect(formatPerFileTable(outcomes, { columns: 80, useColor: true })).toContain(
      '\u001B[31mFAILED bad.wav\u001B[39m',
    );
    expect(formatPerFileTable(outcomes, plain)).not.toContain('\u001B');
  });
});
