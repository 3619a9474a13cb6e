import type { RunReport } from '../../src/metrics/run-report.ts';
import { failedFile, runReport, transcribedFile } from './example-run.ts';

const names = ['jfk.flac', 'kennedy.mp3', 'lectures/a very long name of a recording, made on a rainy day in May.wav'];

/** A run whose names and texts try to break a page, with a failure, warnings and segments. */
export function hostileRun(): RunReport {
  const files = names.map((name, index) => {
    const file = transcribedFile(name);
    return { ...file, timings: { ...file.timings, endToEndSeconds: 2.5 + 3.75 * index } };
  });
  const windows = [{ ...transcribedFile('x').transcript.windows[0]!, reachedTokenLimit: true }];
  const segments = [
    { startSeconds: 0, endSeconds: 4.5, text: ' <img src=x onerror="alert(1)"> & so on.' },
    { startSeconds: 4.5, endSeconds: 10, text: ` It's said: ${'and my fellow Americans '.repeat(20)}` },
  ];
  return runReport([
    ...files,
    transcribedFile(`<script>alert("1")</script>'\u202Egpj.wav`, {
      transcript: { text: segments.map(({ text }) => text).join(''), segments, windows },
      warnings: ['The file ends in the middle of a <frame>.'],
    }),
    transcribedFile('silence.wav', { transcript: { text: '', segments: [], windows: [] } }),
    failedFile('"broken" & <b>bold</b>.wav'),
  ]);
}
