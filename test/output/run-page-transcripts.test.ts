import { describe, expect, it } from 'vitest';
import { transcriptList } from '../../src/output/run-page-transcripts.ts';
import { transcribedFile } from './example-run.ts';

function withTranscript(text: string, segments: { startSeconds: number; endSeconds: number; text: string }[]) {
  return transcribedFile('a.wav', { transcript: { text, segments, windows: [] } });
}

describe('transcriptList', () => {
  it('has the segments with their times', () => {
    const segments = [{ startSeconds: 1, endSeconds: 62, text: ' Hello <you>.' }];
    const { markup } = transcriptList([withTranscript('Hello <you>.', segments)]);
    expect(markup).toMatch(
      /<th scope="row">0:01\.0 – 1:02<\/th>\s*<td class="text" dir="auto">Hello &lt;you&gt;\.<\/td>/,
    );
    expect(markup).toContain('<small>0:10.0, 2 words</small>');
  });

  it('has text without segments as it is, and says when nothing was heard', () => {
    expect(transcriptList([withTranscript('Hello.', [])]).markup).toContain('<p dir="auto">Hello.</p>');
    expect(transcriptList([withTranscript(' ', [])]).markup).toContain('No speech was heard.');
  });

  it('opens the first five', () => {
    const { markup } = transcriptList(Array.from({ length: 7 }, (_, index) => transcribedFile(`${String(index)}.wav`)));
    expect(markup.match(/<details open>/g)).toHaveLength(5);
    expect(markup.match(/<details>/g)).toHaveLength(2);
  });
});
