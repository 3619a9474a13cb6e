import { InvalidArgumentError } from './command-line.ts';

/** Parses a whole number of at least `least` and at most `most`, for commander. */
export function wholeNumber(least: number, most = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isSafeInteger(value) && value >= least && value <= most) return value;
    const limit = most === Number.MAX_SAFE_INTEGER ? '' : ` and at most ${String(most)}`;
    throw new InvalidArgumentError(`Expected a whole number of at least ${String(least)}${limit}.`);
  };
}

/** Parses seconds between two bounds, the lower one included if `includesLowest`. */
export function seconds(lowest: number, highest: number, includesLowest: boolean): (text: string) => number {
  return (text) => {
    const value = Number(text);
    const isAbove = includesLowest ? value >= lowest : value > lowest;
    if (text.trim() !== '' && isAbove && value <= highest) return value;
    const bounds = `${includesLowest ? 'from' : 'above'} ${String(lowest)} to ${String(highest)}`;
    throw new InvalidArgumentError(`Expected seconds, ${bounds}.`);
  };
}

/** Parses a number between two bounds, both included; an infinite one is none. */
export function numberBetween(lowest: number, highest: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && value >= lowest && value <= highest) return value;
    const bounds = [
      ...(lowest === -Infinity ? [] : [`at least ${String(lowest)}`]),
      ...(highest === Infinity ? [] : [`at most ${String(highest)}`]),
    ];
    throw new InvalidArgumentError(`Expected a number of ${bounds.join(' and ')}.`);
  };
}

/** Parses `on` or `off`. */
export function onOrOff(text: string): boolean {
  if (text === 'on' || text === 'off') return text === 'on';
  throw new InvalidArgumentError('Expected on or off.');
}

/** Takes a file to write a page to; an audio folder that follows `--report` is not taken for it. */
export function htmlFile(text: string): string {
  if (/\.html?$/iu.test(text)) return text;
  throw new InvalidArgumentError('Expected a file ending in .html; put --report after the paths to use its default.');
}
