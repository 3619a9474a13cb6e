import { describe, expect, it } from 'vitest';
import { refusedOutcome } from '../../src/batch/refused-outcome.ts';
import { WhisperBatchError } from '../../src/errors.ts';

const source = { path: '/audio/a.wav', name: 'a.wav' };

describe('refusedOutcome', () => {
  it('is the failure of one file where only that one cannot be written', () => {
    const error = new WhisperBatchError('OUTPUT_REFUSED', 'The path is too long.', 'Shorten the name.');
    expect(refusedOutcome(source, error)).toEqual({
      kind: 'failed',
      source,
      error: { code: 'OUTPUT_REFUSED', message: 'The path is too long.', remedy: 'Shorten the name.' },
    });
  });

  it('throws what befalls every file again', () => {
    const error = new WhisperBatchError('OUTPUT_FAILED', 'The disk is full.', 'Free some space.');
    expect(() => refusedOutcome(source, error)).toThrow(error);
  });
});
