import type { Cue } from './subtitle-cues.ts';

/** Subtitles as SubRip: numbered cues with a comma before the milliseconds, lines ended by LF. */
export function formatSrt(cues: readonly Cue[]): string {
  const blocks = cues.map(({ startMs, endMs, lines }, index) => {
    // The format has no escapes, and players take an arrow in the text for the times of the next cue.
    const text = lines.map((line) => line.replace(/-{2,}>/gu, '->'));
    return [String(index + 1), `${formatTime(startMs, ',')} --> ${formatTime(endMs, ',')}`, ...text].join('\n');
  });
  return blocks.map((block) => `${block}\n`).join('\n');
}

/** Subtitles as WebVTT, without styles or positions, lines ended by LF. */
export function formatVtt(cues: readonly Cue[]): string {
  const blocks = cues.map(({ startMs, endMs, lines }) =>
    [`${formatTime(startMs, '.')} --> ${formatTime(endMs, '.')}`, ...lines.map(escapeMarkup)].join('\n'),
  );
  return ['WEBVTT', ...blocks].map((block) => `${block}\n`).join('\n');
}

function formatTime(milliseconds: number, separator: '.' | ','): string {
  const pad = (value: number, digits = 2): string => String(Math.floor(value)).padStart(digits, '0');
  const seconds = milliseconds / 1000;
  return `${pad(seconds / 3600)}:${pad((seconds / 60) % 60)}:${pad(seconds % 60)}${separator}${pad(milliseconds % 1000, 3)}`;
}

function escapeMarkup(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
