import type { TranscribedFile } from '../metrics/outcome.ts';
import type { Segment } from '../stitch/transcript.ts';
import { countWords } from '../stitch/words.ts';
import { html, type Html, type HtmlValue } from './html.ts';
import { formatClock, formatCount } from './quantities.ts';

/** Transcripts that stand open; a page of hundreds is found through its headings. */
const MOST_OPEN = 5;

/** The transcripts of all files, each with the times of its segments, or of its windows without timestamps. */
export function transcriptList(files: readonly TranscribedFile[]): Html {
  return html`${files.map((file, index) => transcriptEntry(file, index < MOST_OPEN))}`;
}

function transcriptEntry({ source, durationSeconds, transcript }: TranscribedFile, isOpen: boolean): Html {
  const amount = `${formatClock(durationSeconds)}, ${formatCount(countWords(transcript.text), 'word')}`;
  return html`<details${isOpen ? html` open` : ''}>
    <summary><bdi>${source.name}</bdi> <small>${amount}</small></summary>
    ${transcriptBody(transcript.text, transcript.segments)}
  </details> `;
}

function transcriptBody(text: string, segments: readonly Segment[]): HtmlValue {
  if (text.trim() === '') return html`<p class="note">No speech was heard.</p>`;
  if (segments.length === 0) return html`<p dir="auto">${text}</p>`;
  const rows = segments.map(
    (segment) =>
      html`<tr>
        <th scope="row">${formatClock(segment.startSeconds)} – ${formatClock(segment.endSeconds)}</th>
        <td class="text" dir="auto">${segment.text}</td>
      </tr> `,
  );
  return html`<div class="scroll">
    <table class="segments">
      <thead>
        <tr>
          <th scope="col">Time</th>
          <th scope="col" class="text">Text</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;
}
