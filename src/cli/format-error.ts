import { sanitizeText, wrapText } from '../output/display-text.ts';
import { terminalStyle } from '../output/tables.ts';

/** What an error says and what to do about it, which may be empty. */
export interface ShownError {
  readonly message: string;
  readonly remedy: string;
}

/**
 * An error and its remedy as they are printed on a stream: in lines of its width on a terminal, else on one line each,
 * for programs that look for them.
 */
export function formatError({ message, remedy }: ShownError, stream: NodeJS.WriteStream): string {
  const columns = stream.isTTY ? terminalStyle(stream, process.env).columns : Infinity;
  const lines = [
    ...hangingLines('error: ', message, columns),
    ...(remedy === '' ? [] : hangingLines('  → ', remedy, columns)),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function hangingLines(mark: string, text: string, columns: number): string[] {
  const indent = ' '.repeat(mark.length);
  const lines = wrapText(sanitizeText(text), columns - mark.length);
  return lines.map((line, index) => (index === 0 ? mark : indent) + line);
}
