import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createHistory } from '../../src/audio/sample-history.ts';

describe('createHistory', () => {
  it('begins with zeros', () => {
    expect([...createHistory(2).append(Float32Array.of(1, 2))]).toEqual([0, 0, 1, 2]);
  });

  it('keeps what was not dropped, however much arrives', () => {
    const operations = fc.array(fc.tuple(fc.nat({ max: 3000 }), fc.nat({ max: 3000 })));
    fc.assert(
      fc.property(operations, (steps) => {
        const history = createHistory(0);
        let [arrived, dropped] = [0, 0];
        for (const [appended, forgotten] of steps) {
          const held = history.append(Float32Array.from({ length: appended }, (_, n) => arrived + n));
          arrived += appended;
          expect(held).toHaveLength(Math.max(0, arrived - dropped));
          if (held.length > 0) expect([held[0], held.at(-1)]).toEqual([dropped, arrived - 1]);
          history.drop(forgotten);
          dropped += forgotten;
        }
      }),
    );
  });
});
