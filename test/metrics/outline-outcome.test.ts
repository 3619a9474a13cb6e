import { describe, expect, it } from 'vitest';
import type { FileOutcome } from '../../src/metrics/outcome.ts';
import { outlineOutcome } from '../../src/metrics/outline-outcome.ts';
import { fileRecord } from '../../src/output/file-record.ts';
import { summaryRecord } from '../../src/output/summary-record.ts';
import { failedFile, runReport, transcribedFile } from '../output/example-run.ts';

const [window] = transcribedFile('a.wav').transcript.windows;
const quality = { noSpeechProbability: 0.1, temperature: 0.2, faults: [], discarded: [], compressionRatio: 1 };
const segment = { startSeconds: 0, endSeconds: 10, text: 'Ask not.' };
const spoken = { ...segment, words: [{ ...segment, probability: 0.5 }] };
const exampleRun = runReport([
  transcribedFile('a.wav', {
    transcript: {
      text: 'Ask not.',
      language: { code: 'en', probability: 0.75 },
      segments: [spoken],
      windows: [{ ...window!, segments: [spoken], reachedTokenLimit: true, quality }],
    },
  }),
  failedFile('b.wav'),
]);

describe('outlineOutcome', () => {
  it('changes nothing in the results and the summary of a run', () => {
    const { outcomes } = exampleRun;
    const outlines = outcomes.map(outlineOutcome);
    expect(outlines.map(fileRecord)).toEqual(outcomes.map(fileRecord));
    expect(summaryRecord({ ...exampleRun, outcomes: outlines })).toEqual(summaryRecord(exampleRun));
  });

  it('keeps the figures of windows, and none of their texts, segments and words', () => {
    const windows = exampleRun.outcomes.map(outlineOutcome).flatMap(windowsOf);
    const whole = exampleRun.outcomes.flatMap(windowsOf);
    expect(windows).toEqual(whole.map((window) => ({ ...window, text: '', segments: [] })));
    expect(windows.length).toBeGreaterThan(0);
  });
});

function windowsOf(outcome: FileOutcome) {
  return outcome.kind === 'transcribed' ? outcome.transcript.windows : [];
}
