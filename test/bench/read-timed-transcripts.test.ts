import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readTimedTranscripts } from '../../src/bench/read-timed-transcripts.ts';
import { errorOf } from '../helpers/error-of.ts';
import { temporaryFolder } from '../helpers/temporary-folder.ts';

function read(document: unknown) {
  const folder = temporaryFolder();
  const path = join(folder, 'a.transcript.json');
  if (document !== undefined) writeFileSync(path, typeof document === 'string' ? document : JSON.stringify(document));
  return { path, transcripts: () => readTimedTranscripts(folder, ['a.wav', 'b.wav'], new Set(['a.wav'])) };
}

const windows = [
  { start_s: 0, overlap_s: 0 },
  { start_s: 19.5, overlap_s: 2.5 },
];
const whole = { text: 'Ask not.', duration_s: 40, windows };

describe('readTimedTranscripts', () => {
  it('reads segments, their words and where windows meet', () => {
    const words = [
      { word: 'Ask', start_s: 1, end_s: 2 },
      { text: 'not.', start_s: 2, end_s: 3 },
    ];
    const { transcripts } = read({ ...whole, segments: [{ start_s: 0, end_s: 4, text: 'Ask not.', words }] });
    expect(Array.from(transcripts())).toEqual([
      [
        'a.wav',
        {
          durationSeconds: 40,
          transcript: {
            text: 'Ask not.',
            segments: [
              {
                startSeconds: 0,
                endSeconds: 4,
                text: 'Ask not.',
                words: [
                  { text: 'Ask', startSeconds: 1, endSeconds: 2, probability: 1 },
                  { text: 'not.', startSeconds: 2, endSeconds: 3, probability: 1 },
                ],
              },
            ],
            windows: [
              { startSeconds: 0, overlapSeconds: 0 },
              { startSeconds: 19.5, overlapSeconds: 2.5 },
            ],
          },
        },
      ],
    ]);
  });

  it.each([
    ['{', 'Expected property name'],
    [[], 'no `duration_s`'],
    [{ ...whole, windows: undefined }, 'no `windows`'],
    [{ ...whole, windows: [{}] }, 'no `start_s` in one of its parts'],
    [{ ...whole, windows: [{ start_s: 0 }] }, 'no `overlap_s` in one of its parts'],
    [{ ...whole, segments: [{ start_s: 0, end_s: 1 }] }, 'no `text` in one of its parts'],
    [undefined, 'ENOENT'],
  ])('refuses %j', (document, found) => {
    const { path, transcripts } = read(document);
    const { code, message, remedy } = errorOf(transcripts);
    expect(code).toBe('USAGE');
    expect(message).toContain(`Expected a transcript with segments and windows in ${path}, found ${found}`);
    expect(remedy).toBe('Run `whisper-batch eval --seams` without --results, or transcribe anew with --timestamps.');
  });
});
