import { describe, expect, it } from 'vitest';
import { describeThrown, fromErrorRecord, toErrorRecord, WhisperBatchError } from '../src/errors.ts';

const damaged = new WhisperBatchError('MODEL_DAMAGED', 'Expected 4 bytes, found 3.', 'Fetch it again.');

describe('WhisperBatchError', () => {
  it('keeps what caused it', () => {
    const cause = new Error('EIO');
    expect(new WhisperBatchError('INTERNAL', 'Lost.', '', { cause })).toMatchObject({
      name: 'WhisperBatchError',
      cause,
    });
  });
});

describe('toErrorRecord', () => {
  it('keeps every field through a structured clone, which an error itself does not survive', () => {
    expect(structuredClone(toErrorRecord(damaged))).toEqual({
      code: 'MODEL_DAMAGED',
      message: 'Expected 4 bytes, found 3.',
      remedy: 'Fetch it again.',
    });
  });

  it.each([
    [new RangeError('Invalid array length'), 'Invalid array length'],
    ['a string', 'a string'],
    [undefined, 'undefined'],
  ])('calls %s a defect of the program', (thrown, message) => {
    expect(toErrorRecord(thrown)).toEqual({
      code: 'INTERNAL',
      message,
      remedy: 'Please report this as a bug, with the command and the file that caused it.',
    });
  });
});

describe('fromErrorRecord', () => {
  it('gives the error back', () => {
    const error = fromErrorRecord(toErrorRecord(damaged));
    expect(error).toBeInstanceOf(WhisperBatchError);
    expect(toErrorRecord(error)).toEqual(toErrorRecord(damaged));
  });
});

describe('describeThrown', () => {
  it('gives the message of an error and the text of anything else', () => {
    expect([describeThrown(damaged), describeThrown(null)]).toEqual(['Expected 4 bytes, found 3.', 'null']);
  });
});
