import type { Clock } from '../clock.ts';
import { shortenText } from './display-text.ts';

/** Where progress is written: stderr, so that stdout holds results only. */
export type ProgressStream = NodeJS.WritableStream & { readonly columns?: number };

/** Shows lines of progress; the texts must be sanitised. */
export interface ProgressDisplay {
  readonly phase: (text: string) => void;
  /** May be skipped when another has just been shown. */
  readonly status: (text: string) => void;
  readonly failure: (text: string) => void;
  /** Shows the last status where lines stay, and gives the terminal back; further calls do nothing. */
  readonly close: (text: string) => void;
}

/** So seldom that the log of a pipe or a CI job is not flooded. */
const PLAIN_INTERVAL_SECONDS = 10;
/** The spinner itself, the space after it, and a free column, so that no terminal wraps the line. */
const SPINNER_COLUMNS = 3;

/** Shows nothing. */
export const SILENT_DISPLAY: ProgressDisplay = {
  phase: () => undefined,
  status: () => undefined,
  failure: () => undefined,
  close: () => undefined,
};

/** One line a phase and a failure, and a status every ten seconds, without control characters. */
export function createPlainLines(stream: ProgressStream, clock: Clock): ProgressDisplay {
  let lastStatusAt = clock();
  let isClosed = false;
  const writeLine = (text: string): void => {
    if (!isClosed && text !== '') stream.write(`${text}\n`);
  };
  return {
    phase: writeLine,
    status: (text) => {
      if (clock() - lastStatusAt < PLAIN_INTERVAL_SECONDS) return;
      lastStatusAt = clock();
      writeLine(text);
    },
    failure: writeLine,
    close: (text) => {
      writeLine(text);
      isClosed = true;
    },
  };
}

/** One line that changes in place; `undefined` where the terminal cannot show it or a CI job only records it. */
export async function createSpinner(stream: ProgressStream): Promise<ProgressDisplay | undefined> {
  // A terminal of no known size: ora would clear lines without end.
  if (stream.columns === 0) return undefined;
  // Loaded only here: it takes longer to load than a short run may wait.
  const { default: ora } = await import('ora');
  // Discarding stdin would put the terminal into raw mode, where Ctrl-C waits for the event loop.
  const spinner = ora({ stream, discardStdin: false });
  if (!spinner.isEnabled) return undefined;
  const show = (text: string): void => {
    spinner.text = shortenText(text, (stream.columns ?? 80) - SPINNER_COLUMNS);
    if (!spinner.isSpinning) spinner.start();
  };
  return {
    phase: show,
    status: show,
    // While it spins, ora makes room for lines that others write to the stream.
    failure: (text) => void stream.write(`${text}\n`),
    close: () => void spinner.stop(),
  };
}
