import type { AlignedStretch } from '../metrics/align-words.ts';

/** How words that only one of two texts has are marked; never by colour alone. */
export interface DiffMarks {
  readonly removed: readonly [open: string, close: string];
  readonly added: readonly [open: string, close: string];
}

/** Marks for plain text. */
export const PLAIN_MARKS: DiffMarks = { removed: ['[-', '-]'], added: ['{+', '+}'] };
/** Marks for Markdown: struck out and bold. */
export const MARKDOWN_MARKS: DiffMarks = { removed: ['~~', '~~'], added: ['**', '**'] };

/** Words shown on each side of a change. */
const CONTEXT_WORDS = 4;

/** Two texts as one line: changes with a few words around them, `…` for what is the same in between. */
export function formatDiff(stretches: readonly AlignedStretch[], marks: DiffMarks): string {
  return stretches
    .map((stretch, index) =>
      stretch.kind === 'changed'
        ? formatChange(stretch, marks)
        : shortenSame(stretch.before, { isFirst: index === 0, isLast: index === stretches.length - 1 }),
    )
    .filter((piece) => piece !== '')
    .join(' ');
}

function formatChange({ before, after }: AlignedStretch, { removed, added }: DiffMarks): string {
  const mark = (words: readonly string[], [open, close]: readonly [string, string]): string[] =>
    words.length === 0 ? [] : [`${open}${words.join(' ')}${close}`];
  return [...mark(before, removed), ...mark(after, added)].join(' ');
}

function shortenSame(words: readonly string[], { isFirst, isLast }: { isFirst: boolean; isLast: boolean }): string {
  const head = isFirst ? 0 : CONTEXT_WORDS;
  const tail = isLast ? 0 : CONTEXT_WORDS;
  if (words.length <= head + tail) return words.join(' ');
  return [...words.slice(0, head), '…', ...(tail === 0 ? [] : words.slice(-tail))].join(' ');
}
