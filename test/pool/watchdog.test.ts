import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SILENCE_LIMITS, Watchdog, type Pace, type WorkerSight } from '../../src/pool/watchdog.ts';

const limits = { first: 100, least: 10, perAudioSecond: 1, timesLongest: 5, cancelled: 3 };
const idle = { elapsedSeconds: 1, finishedCalls: 0, isBusy: false, audioSeconds: 0, isCancelled: false };
const busy = { ...idle, isBusy: true };

/** Looks once a second until the worker counts as hung, and gives the seconds that took. */
function secondsUntilHung(watchdog: Watchdog, sight: WorkerSight, most = 2000): number | undefined {
  for (let seconds = 1; seconds <= most; seconds++) {
    if (watchdog.look(sight) !== undefined) return seconds;
  }
  return undefined;
}

function watchdog(pace: Partial<Pace> = {}): Watchdog {
  return new Watchdog({ isKnown: true, longestSeconds: 0, ...pace }, limits);
}

describe('Watchdog', () => {
  it('is patient before the first window, when nothing is known of the speed', () => {
    expect(secondsUntilHung(watchdog({ isKnown: false }), busy)).toBe(101);
  });

  it('waits longer the more audio is held', () => {
    expect(secondsUntilHung(watchdog(), busy)).toBe(11);
    expect(secondsUntilHung(watchdog(), { ...busy, audioSeconds: 60 })).toBe(61);
  });

  it('waits longer on a machine where calls were seen to take long', () => {
    const pace = { isKnown: true, longestSeconds: 0 };
    const slow = new Watchdog(pace, limits);
    for (let second = 0; second < 8; second++) expect(slow.look(busy)).toBeUndefined();
    expect(slow.look({ ...busy, finishedCalls: 1 })).toBeUndefined();
    expect(pace.longestSeconds).toBe(9);
    expect(secondsUntilHung(slow, { ...busy, finishedCalls: 1 })).toBe(46);
    // What one worker has taught, its successor knows.
    expect(secondsUntilHung(new Watchdog(pace, limits), busy)).toBe(46);
  });

  it('never takes a worker that gets on, or that has nothing to do, for hung', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 60 }), (silences) => {
        const dog = watchdog();
        let finishedCalls = 0;
        for (const silence of silences) {
          for (let second = 0; second < silence; second++) {
            expect(dog.look({ ...busy, finishedCalls })).toBeUndefined();
          }
          expect(dog.look({ ...busy, finishedCalls: ++finishedCalls })).toBeUndefined();
        }
        expect(secondsUntilHung(dog, { ...idle, finishedCalls })).toBeUndefined();
      }),
    );
  });

  it('starts to count when work comes in', () => {
    const dog = watchdog();
    expect(secondsUntilHung(dog, idle)).toBeUndefined();
    expect(secondsUntilHung(dog, busy)).toBe(11);
  });

  it('does not take hours of a suspended process for silence', () => {
    const dog = watchdog();
    expect(dog.look({ ...busy, elapsedSeconds: 40_000 })).toBeUndefined();
    expect(secondsUntilHung(dog, busy)).toBe(9);
  });

  it('is impatient once the run is cancelled', () => {
    expect(secondsUntilHung(watchdog({ isKnown: false }), { ...busy, isCancelled: true })).toBe(4);
  });

  it('has limits that no machine reaches by being slow', () => {
    expect(SILENCE_LIMITS).toEqual({ first: 900, least: 60, perAudioSecond: 1, timesLongest: 30, cancelled: 2 });
  });
});
