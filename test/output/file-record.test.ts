import { describe, expect, it } from 'vitest';
import { fileRecord, segmentRecord, windowRecord } from '../../src/output/file-record.ts';
import { transcribedFile } from './example-run.ts';

describe('fileRecord', () => {
  it('has no real-time factor for a recording without audio', () => {
    expect(fileRecord(transcribedFile('empty.wav', { durationSeconds: 0 }))).toMatchObject({
      duration_s: 0,
      rtf: null,
    });
  });

  it('keeps text exactly, formulas included', () => {
    const file = transcribedFile('a.wav');
    const record = fileRecord({ ...file, transcript: { ...file.transcript, text: '=1+1 "so"' } });
    expect(record.text).toBe('=1+1 "so"');
  });
});

describe('segmentRecord', () => {
  it('rounds times to milliseconds', () => {
    expect(segmentRecord({ startSeconds: 0.123456, endSeconds: 1.9999, text: 'a' })).toEqual({
      start_s: 0.123,
      end_s: 2,
      text: 'a',
    });
  });

  it('holds words where there are some', () => {
    const words = [{ text: 'a', startSeconds: 0.123456, endSeconds: 0.5, probability: 0.123_456_789 }];
    expect(segmentRecord({ startSeconds: 0, endSeconds: 1, text: 'a', words }).words).toEqual([
      { word: 'a', start_s: 0.123, end_s: 0.5, probability: 0.123457 },
    ]);
  });
});

describe('windowRecord', () => {
  it('says what the window was heard to say and how sure the model was', () => {
    const [window] = transcribedFile('a.wav').transcript.windows;
    if (window === undefined) throw new Error('the example has a window');
    const segments = [{ startSeconds: 1, endSeconds: 2, text: 'Ask' }];
    expect(windowRecord({ ...window, overlapSeconds: 2.5, segments })).toEqual({
      start_s: 0,
      end_s: 10,
      text: 'Ask not.',
      overlap_s: 2.5,
      reached_token_limit: false,
      average_log_probability: -0.25,
      segments: [{ start_s: 1, end_s: 2, text: 'Ask' }],
    });
  });
});
