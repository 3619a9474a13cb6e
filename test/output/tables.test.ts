import { describe, expect, it } from 'vitest';
import { alarm, terminalStyle } from '../../src/output/tables.ts';

describe('terminalStyle', () => {
  it('takes the width of a terminal, and 80 columns elsewhere', () => {
    expect(terminalStyle({ isTTY: true, columns: 132 }, {})).toEqual({ columns: 132, useColor: true });
    expect(terminalStyle({}, {})).toEqual({ columns: 80, useColor: false });
    expect(terminalStyle({ isTTY: true, columns: 20 }, {})).toEqual({ columns: 60, useColor: true });
  });

  it('has no colours where they are refused', () => {
    expect(terminalStyle({ isTTY: true }, { NO_COLOR: '1' }).useColor).toBe(false);
    expect(terminalStyle({ isTTY: true }, { NO_COLOR: '' }).useColor).toBe(true);
    expect(terminalStyle({ isTTY: true }, { TERM: 'dumb' }).useColor).toBe(false);
  });
});

describe('alarm', () => {
  it('is red where colours are wanted', () => {
    expect(alarm('FAILED', { columns: 80, useColor: true })).toBe('\u001B[31mFAILED\u001B[39m');
    expect(alarm('FAILED', { columns: 80, useColor: false })).toBe('FAILED');
  });
});
