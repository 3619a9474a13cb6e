import { describe, expect, it } from 'vitest';
import { formatError } from '../../src/cli/format-error.ts';

const stream = (columns: number | undefined): NodeJS.WriteStream =>
  ({ isTTY: columns !== undefined, columns }) as unknown as NodeJS.WriteStream;
const message = 'Expected a folder or a pattern, found nothing at "audio/of a long name/that goes on".';

describe('formatError', () => {
  it('gives an error and its remedy a line each where there is no terminal', () => {
    expect(formatError({ message, remedy: 'Check the path.' }, stream(undefined))).toBe(
      `error: ${message}\n  → Check the path.\n`,
    );
    expect(formatError({ message: 'Broken.', remedy: '' }, stream(undefined))).toBe('error: Broken.\n');
  });

  it('keeps to the width of a terminal, with further lines below the first', () => {
    const remedy = 'Check the path; quote patterns if your shell changes them, and try again.';
    expect(formatError({ message, remedy }, stream(60)).split('\n')).toEqual([
      'error: Expected a folder or a pattern, found nothing at',
      '       "audio/of a long name/that goes on".',
      '  → Check the path; quote patterns if your shell changes',
      '    them, and try again.',
      '',
    ]);
  });

  it('lets no name in it act on the terminal', () => {
    const [text] = formatError({ message: 'found \u001B[31mred\u001B[0m\r\nna\u0008me', remedy: '' }, stream(80)).split(
      '\n',
    );
    expect(text).toBe('error: found red na�me');
  });
});
