import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../../src/cli/command-line.ts';
import {
  duration,
  htmlFile,
  memorySize,
  numberBetween,
  onOrOff,
  outputPath,
  seconds,
  wholeNumber,
} from '../../src/cli/option-parsers.ts';

function refusal(parse: (text: string) => unknown, text: string): string {
  try {
    return `parsed as ${String(parse(text))}`;
  } catch (error) {
    return error instanceof InvalidArgumentError ? error.message : `threw ${String(error)}`;
  }
}

describe('wholeNumber', () => {
  it('gives back every whole number that is large enough, and refuses every smaller one', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), fc.maxSafeInteger(), (least, value) => {
        const expected = value >= least ? 'parsed as' : 'Expected a whole number of at least';
        expect(refusal(wholeNumber(least), String(value))).toContain(expected);
        if (value >= least) expect(wholeNumber(least)(String(value))).toBe(value);
      }),
    );
  });

  it.each(['', '  ', '1.5', 'two', '1e400', 'NaN', '9007199254740993', '2 workers'])('refuses "%s"', (text) => {
    expect(refusal(wholeNumber(1), text)).toBe('Expected a whole number of at least 1.');
  });
});

describe('duration', () => {
  it.each([
    ['12h', 43_200],
    ['1.5m', 90],
    ['3600s', 3600],
  ])('takes %s', (text, value) => {
    expect(duration(text)).toBe(value);
  });

  it.each(['', '12', '0h', '-1h', '1 h', '1d', 'h'])('refuses "%s"', (text) => {
    expect(refusal(duration, text)).toBe('Expected a time above 0 with its unit, such as 12h, 90m or 3600s.');
  });
});

describe('seconds', () => {
  it('takes both bounds, or leaves the lower one out', () => {
    expect([seconds(0, 30, true)('0'), seconds(0, 30, true)('30'), seconds(0, 30, false)('0.25')]).toEqual([
      0, 30, 0.25,
    ]);
    expect(refusal(seconds(0, 30, false), '0')).toBe('Expected seconds, above 0 to 30.');
  });

  it.each(['', ' ', '-1', '30.1', 'ten', 'NaN', 'Infinity'])('refuses "%s"', (text) => {
    expect(refusal(seconds(0, 30, true), text)).toBe('Expected seconds, from 0 to 30.');
  });
});

describe('memorySize', () => {
  it.each([
    ['4g', 4 * 2 ** 30],
    ['800m', 800 * 2 ** 20],
    ['1.5GiB', 1.5 * 2 ** 30],
    ['512 MB', 512 * 2 ** 20],
    ['2048k', 2 ** 21],
    ['1T', 2 ** 40],
    ['1073741824', 2 ** 30],
    ['1048576b', 2 ** 20],
  ])('takes %s for %i bytes', (text, bytes) => {
    expect(memorySize(text)).toBe(bytes);
  });

  it.each(['', '0', '-1g', 'g', '4 gigabytes', '1e9', '4x', '0.1b', '1,5g'])('refuses "%s"', (text) => {
    expect(refusal(memorySize, text)).toBe('Expected an amount of memory with its unit, such as 800m or 4g.');
  });

  it.each([
    ['300', 300],
    ['64b', 64],
    ['1023k', 1023 * 1024],
    ['99999999t', 99_999_999 * 2 ** 40],
  ])('says what it takes %s for, where that cannot be meant', (text, bytes) => {
    const expected = 'Expected an amount of memory with its unit, such as 800m or 4g';
    expect(refusal(memorySize, text)).toBe(`${expected}, found ${String(bytes)} bytes.`);
  });
});

describe('numberBetween', () => {
  it('takes both bounds and what lies between', () => {
    expect(['0', '1', '0.25'].map(numberBetween(0, 1))).toEqual([0, 1, 0.25]);
    expect(numberBetween(-Infinity, 0)('-12')).toBe(-12);
  });

  it.each(['', 'ten', 'NaN', '2'])('refuses "%s"', (text) => {
    expect(refusal(numberBetween(0, 1), text)).toBe('Expected a number of at least 0 and at most 1.');
  });
});

describe('outputPath', () => {
  it('takes any path, and refuses none', () => {
    expect(outputPath('a b.csv')).toBe('a b.csv');
    expect(refusal(outputPath, '')).toBe('Expected a path.');
  });
});

describe('onOrOff', () => {
  it('takes on and off and nothing else', () => {
    expect([onOrOff('on'), onOrOff('off')]).toEqual([true, false]);
    expect(['', 'yes', 'ON'].map((text) => refusal(onOrOff, text))).toEqual(Array(3).fill('Expected on or off.'));
  });
});

describe('htmlFile', () => {
  it('takes files that end in .html, and no folder of audio', () => {
    expect(htmlFile('out/Report.HTML')).toBe('out/Report.HTML');
    expect(refusal(htmlFile, 'audio')).toBe(
      'Expected a file ending in .html; put --report after the paths to use its default.',
    );
  });
});
