import { describe, expect, it } from 'vitest';
import { createFileMemory, NO_MEMORY, type KeptWindow } from '../../src/batch/file-memory.ts';
import { decodedWindow } from '../helpers/stub-queue.ts';

const place = { index: 1, startSeconds: 28.5, durationSeconds: 30, overlapSeconds: 0 };
const result = { waitSeconds: 1, decoded: decodedWindow([5]) };
const earlier: KeptWindow = { place, result, elapsedSeconds: 12 };

describe('createFileMemory', () => {
  const kept: KeptWindow[] = [];
  const memory = createFileMemory(new Map([[1, earlier]]), (window) => Promise.resolve(void kept.push(window)));

  it('finds a window at exactly its place', () => {
    expect(memory.find({ ...place })).toBe(result);
    expect(memory.find({ ...place, index: 0 })).toBeUndefined();
    expect(memory.find({ ...place, startSeconds: 28.4 })).toBeUndefined();
    expect(memory.find({ ...place, durationSeconds: 29 })).toBeUndefined();
    expect(memory.find({ ...place, overlapSeconds: 4 })).toBeUndefined();
    expect(
      memory.find({ ...place, skips: [{ atSeconds: 9, seconds: 5, keptBeforeSeconds: 0.5, keptAfterSeconds: 0.5 }] }),
    ).toBeUndefined();
  });

  it('knows how long earlier runs took, and keeps what is new', async () => {
    expect(memory.earlierSeconds).toBe(12);
    await memory.keep(earlier);
    expect(kept).toEqual([earlier]);
  });
});

describe('NO_MEMORY', () => {
  it('knows and keeps nothing', async () => {
    await NO_MEMORY.keep(earlier);
    expect([NO_MEMORY.find(place), NO_MEMORY.earlierSeconds]).toEqual([undefined, 0]);
  });
});
