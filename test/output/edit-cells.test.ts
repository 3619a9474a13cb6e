import { describe, expect, it } from 'vitest';
import { editCells, formatErrorRate } from '../../src/output/edit-cells.ts';

const counts = { substitutions: 1, deletions: 2, insertions: 3, referenceLength: 9 };

describe('formatErrorRate', () => {
  it('is in per cent, and a dash without a reference', () => {
    expect([formatErrorRate(counts), formatErrorRate({ ...counts, referenceLength: 0 })]).toEqual(['66.67', '–']);
  });
});

describe('editCells', () => {
  it('are hits, substitutions, deletions and insertions', () => {
    expect(editCells(counts)).toEqual(['6', '1', '2', '3']);
  });
});
