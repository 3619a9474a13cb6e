import { TRANSCRIPT_FORMATS, type TranscriptFormat } from '../output/format-transcript.ts';
import { DEFAULT_LINE_COUNT, DEFAULT_LINE_WIDTH, LEAST_LINE_WIDTH } from '../output/subtitle-cues.ts';
import { InvalidArgumentError, Option, type Command } from './command-line.ts';
import { wholeNumber } from './option-parsers.ts';

/** The options that say which transcripts are written. */
export interface TranscriptFlags {
  /** Absent where the list was not given. */
  readonly formats?: readonly TranscriptFormat[];
  readonly writeTxt: boolean;
  readonly timestamps?: boolean;
  readonly wordTimestamps?: boolean;
}

/** Adds the options that say which transcripts are written, and how. */
export function addTranscriptOptions(command: Command): Command {
  return command
    .option(
      '--formats <list>',
      `transcripts to write, of ${TRANSCRIPT_FORMATS.join(',')} or all (default: txt); all but txt switch --timestamps on`,
      formatList,
    )
    .option(
      '--max-line-width <n>',
      'most characters on a line of srt and vtt, full-width ones counted twice',
      wholeNumber(LEAST_LINE_WIDTH),
      DEFAULT_LINE_WIDTH,
    )
    .option('--max-line-count <n>', 'most lines of a subtitle in srt and vtt', wholeNumber(1), DEFAULT_LINE_COUNT)
    .addOption(new Option('--write-txt', 'write NAME.transcript.txt for every file').default(true, 'on'))
    .option('--no-write-txt', 'leave txt out of the transcripts');
}

/** The formats that transcripts are written in. */
export function chosenFormats({ formats, writeTxt, timestamps, wordTimestamps }: TranscriptFlags): TranscriptFormat[] {
  const listed = formats ?? (timestamps || wordTimestamps ? (['txt', 'json'] as const) : (['txt'] as const));
  return listed.filter((format) => writeTxt || format !== 'txt');
}

/** Whether a chosen format holds segments, so that the model has to mark them. */
export function needsTimestamps(flags: TranscriptFlags): boolean {
  return chosenFormats(flags).some((format) => format !== 'txt');
}

/** Parses a comma list of formats, for commander. */
export function formatList(text: string): TranscriptFormat[] {
  const names = text.split(',').map((name) => name.trim().toLowerCase());
  const unknown = names.find((name) => name !== 'all' && !isFormat(name));
  if (unknown !== undefined) {
    const found = unknown === '' ? 'nothing' : `"${unknown}"`;
    throw new InvalidArgumentError(
      `Expected ${TRANSCRIPT_FORMATS.join(', ')} or all, separated by commas, found ${found}.`,
    );
  }
  return TRANSCRIPT_FORMATS.filter((format) => names.includes(format) || names.includes('all'));
}

function isFormat(name: string): name is TranscriptFormat {
  return (TRANSCRIPT_FORMATS as readonly string[]).includes(name);
}
