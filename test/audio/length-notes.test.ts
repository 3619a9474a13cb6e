import { describe, expect, it } from 'vitest';
import { cutOffNotes } from '../../src/audio/length-notes.ts';

describe('cutOffNotes', () => {
  it('says how much of a file is missing', () => {
    expect(cutOffNotes({ sizeBytes: 1000 }, 1234)).toEqual(['The file is cut off: 234 bytes are missing.']);
  });

  it.each([0, 1000, Infinity])('says nothing of a file of 1000 bytes that should reach to byte %d', (end) => {
    expect(cutOffNotes({ sizeBytes: 1000 }, end)).toEqual([]);
  });
});
