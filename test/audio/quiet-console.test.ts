import { describe, expect, it, vi } from 'vitest';
import { countConsoleErrors } from '../../src/audio/quiet-console.ts';

describe('countConsoleErrors', () => {
  it('counts messages instead of printing them, and lets others print afterwards', () => {
    const print = vi.spyOn(console, 'error').mockReturnValue();
    const noisy = (): string => {
      console.error('damaged');
      console.error('damaged');
      return 'done';
    };
    expect(countConsoleErrors(noisy)).toEqual({ result: 'done', count: 2 });
    expect(print).not.toHaveBeenCalled();
    console.error('important');
    expect(print).toHaveBeenCalledExactlyOnceWith('important');
    print.mockRestore();
  });

  it('lets others print again when the work fails', () => {
    const print = console.error;
    expect(() =>
      countConsoleErrors(() => {
        throw new Error('broken');
      }),
    ).toThrow('broken');
    expect(console.error).toBe(print);
  });
});
