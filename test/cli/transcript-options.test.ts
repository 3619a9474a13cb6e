import { describe, expect, it } from 'vitest';
import { InvalidArgumentError } from '../../src/cli/command-line.ts';
import { chosenFormats, formatList, needsTimestamps } from '../../src/cli/transcript-options.ts';

describe('formatList', () => {
  it('takes names in any order, case and number, and `all`', () => {
    expect(formatList('vtt, SRT,srt')).toEqual(['srt', 'vtt']);
    expect(formatList('txt')).toEqual(['txt']);
    expect(formatList('json,all')).toEqual(['txt', 'srt', 'vtt', 'tsv', 'json']);
  });

  it.each([
    ['srt,doc', '"doc"'],
    ['', 'nothing'],
    ['srt,', 'nothing'],
    ['constructor', '"constructor"'],
  ])('refuses %j', (text, found) => {
    const message = `Expected txt, srt, vtt, tsv, json or all, separated by commas, found ${found}.`;
    expect(() => formatList(text)).toThrow(new InvalidArgumentError(message));
  });
});

describe('chosenFormats', () => {
  it('is text without a list, and JSON with --timestamps', () => {
    expect(chosenFormats({ writeTxt: true })).toEqual(['txt']);
    expect(chosenFormats({ writeTxt: true, timestamps: true })).toEqual(['txt', 'json']);
    expect(chosenFormats({ writeTxt: false, timestamps: true })).toEqual(['json']);
  });

  it('is the list where there is one, without text if that is unwanted', () => {
    expect(chosenFormats({ writeTxt: true, timestamps: true, formats: ['srt'] })).toEqual(['srt']);
    expect(chosenFormats({ writeTxt: false, formats: ['txt', 'srt'] })).toEqual(['srt']);
    expect(chosenFormats({ writeTxt: false })).toEqual([]);
  });
});

describe('needsTimestamps', () => {
  it('holds for every format that has segments', () => {
    const needs = (['txt', 'srt', 'vtt', 'tsv', 'json'] as const).map((format) =>
      needsTimestamps({ writeTxt: true, formats: [format] }),
    );
    expect(needs).toEqual([false, true, true, true, true]);
    expect(needsTimestamps({ writeTxt: true })).toBe(false);
  });
});
