import type { RowFeed, ScreenedStep, Shortlist, StepDecoder } from '../model/step-decoder.ts';
import type { Row } from './row.ts';

/**
 * Feeds each row its tokens and lets it take the next one, from a shortlist where that is enough.
 *
 * @param first where the rows lie in the network
 */
export async function advanceRows(
  decoder: StepDecoder,
  first: number,
  rows: readonly Row[],
  feeds: readonly RowFeed[],
): Promise<void> {
  const isScreened = rows.some(({ takesShortlists }) => takesShortlists);
  const step = isScreened ? await decoder.screenedStep?.(first, feeds) : undefined;
  const plain = step ? undefined : await decoder.step(first, feeds);
  // Before tokens are taken: the first may end a row.
  const isPrompt = feeds.every(({ position }) => position === 0);
  if (isPrompt && rows.some((row) => row.hasChecks && row.startIndex === 0)) await hearStarts(decoder, rows);
  const undecided = step ? await advanceByShortlists([...rows.entries()], step) : [...rows.entries()];
  if (undecided.length === 0) return;
  const logits = plain ?? (await step!.logits());
  for (const [index, row] of undecided) row.advance(rowOf(decoder, logits, index));
}

/**
 * Feeds each row the start of transcript alone, lets it hear how likely silence is, and gives the logits behind it.
 *
 * Text in front of the start of transcript makes speech likelier, whatever the window holds. The rows begin anew with
 * their whole prompts afterwards.
 */
export async function hearAlone(decoder: StepDecoder, first: number, rows: readonly Row[]): Promise<Float32Array> {
  const feeds = rows.map((row) => ({ tokens: [row.prompt[row.startIndex]!], position: 0 }));
  await (decoder.screenedStep?.(first, feeds) ?? decoder.step(first, feeds));
  return hearStarts(decoder, rows);
}

// The start of transcript is the first token that was fed.
async function hearStarts(decoder: StepDecoder, rows: readonly Row[]): Promise<Float32Array> {
  const logits = await decoder.promptLogits(rows.map(() => 0));
  for (const [index, row] of rows.entries()) row.hearStart(rowOf(decoder, logits, index));
  return logits;
}

function rowOf({ vocabularySize }: StepDecoder, logits: Float32Array, index: number): Float32Array {
  return logits.subarray(index * vocabularySize, (index + 1) * vocabularySize);
}

type IndexedRow = readonly [number, Row];

/** Gives the rows that need all logits. */
async function advanceByShortlists(rows: readonly IndexedRow[], step: ScreenedStep): Promise<readonly IndexedRow[]> {
  const stay = (undecided: readonly IndexedRow[], shortlists: readonly Shortlist[]) =>
    undecided.filter(([index, row]) => !row.takesShortlists || !row.advanceByShortlist(shortlists[index]!));
  const open = stay(rows, step.shortlists);
  return open.some(([, row]) => row.takesShortlists) ? stay(open, await step.longShortlists()) : open;
}
