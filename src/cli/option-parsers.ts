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

/** No program runs in less: whoever writes 300 means 300 MiB. */
const LEAST_MEMORY_BYTES = 2 ** 20;

/** Parses an amount of memory as Docker writes it, `800m` or `1.5g` in powers of 1024, to bytes. */
export function memorySize(text: string): number {
  const [, figure, unit = ''] = /^(\d+(?:\.\d+)?)\s*(?:([kmgt])?i?b?)$/iu.exec(text.trim()) ?? [];
  const bytes = Math.round(Number(figure) * 1024 ** ' kmgt'.indexOf(unit.toLowerCase() || ' '));
  if (Number.isSafeInteger(bytes) && bytes >= LEAST_MEMORY_BYTES) return bytes;
  const found = bytes > 0 ? `, found ${String(bytes)} bytes` : '';
  throw new InvalidArgumentError(`Expected an amount of memory with its unit, such as 800m or 4g${found}.`);
}

const UNIT_SECONDS: Readonly<Record<string, number>> = { h: 3600, m: 60, s: 1 };

/** Parses a time such as `12h`, `90m` or `3600s`, as seconds. */
export function duration(text: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)([hms])$/u.exec(text) ?? [];
  const value = Number(amount) * (UNIT_SECONDS[unit ?? ''] ?? 0);
  if (value > 0) return value;
  throw new InvalidArgumentError('Expected a time above 0 with its unit, such as 12h, 90m or 3600s.');
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

/** Takes a path to write to; a script's variable that is empty would name the current folder. */
export function outputPath(text: string): string {
  if (text !== '') return text;
  throw new InvalidArgumentError('Expected a path.');
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
