import { describe, expect, it } from 'vitest';
import { countFile, describeTally, measureFile, startTally } from '../../src/output/progress-tally.ts';
import { failedFile, transcribedFile } from './example-run.ts';

describe('describeTally', () => {
  it('says nothing before it is known how many files there are', () => {
    expect(describeTally(startTally(0, 0), 5)).toBe('');
  });

  it('claims no speed before a window is done', () => {
    expect(describeTally(startTally(4, 0), 5)).toBe('0/4 files, 0:00.0 of audio');
  });

  it('does not guess the time left while no length is known', () => {
    const tally = { ...startTally(4, 0), doneAudioSeconds: 60 };
    expect(describeTally(tally, 5)).toBe('0/4 files, 1:00 of audio, 12.0× real time, time left not known yet');
  });

  it('calls the time left a guess while some lengths are unknown', () => {
    const tally = { ...measureFile(startTally(4, 0), 60), doneAudioSeconds: 60 };
    expect(describeTally(tally, 10)).toBe('0/4 files, 1:00 of audio, 6.0× real time, about 0:30 left');
  });

  it('gives the time left when all lengths are known, failed files counting for none', () => {
    const failed = countFile(startTally(2, 100), failedFile('b'));
    const tally = { ...measureFile(failed, 120), doneAudioSeconds: 60 };
    expect(describeTally(tally, 110)).toBe('1/2 files (1 FAILED), 1:00 of audio, 6.0× real time, 0:10 left');
  });

  it('speaks of no time left when all files are done', () => {
    const tally = { ...measureFile(startTally(1, 0), 60), doneAudioSeconds: 60 };
    const done = countFile(tally, transcribedFile('a'));
    expect(describeTally(done, 10)).toBe('1/1 files, 1:00 of audio, 6.0× real time');
  });
});
