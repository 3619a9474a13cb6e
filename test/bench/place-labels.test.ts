import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { overlaps, placeLabels } from '../../src/bench/place-labels.ts';

const area = { left: 0, top: 0, width: 300, height: 200 };
const label = { width: 40, height: 16 };

describe('placeLabels', () => {
  it('puts a lone label to the right of its point', () => {
    expect(placeLabels([{ x: 100, y: 100, ...label }], { area, avoid: [] })).toEqual([
      { left: 109, top: 92, ...label },
    ]);
  });

  it('stays inside the area, and off what it should avoid while there is another place', () => {
    const atEdge = { x: 290, y: 100, ...label };
    expect(placeLabels([atEdge], { area, avoid: [] })).toEqual([{ left: 241, top: 92, ...label }]);
    const avoid = [{ left: 241, top: 92, ...label }];
    expect(placeLabels([atEdge], { area, avoid })[0]).not.toEqual(avoid[0]);
    expect(placeLabels([atEdge], { area, avoid: [area] })).toEqual([{ left: 241, top: 92, ...label }]);
  });

  it('has no place for a label larger than the area', () => {
    expect(placeLabels([{ x: 5, y: 5, width: 400, height: 16 }], { area, avoid: [] })).toEqual([undefined]);
  });

  it('never puts a label on another', () => {
    const point = fc.record({ x: fc.integer({ min: 0, max: 300 }), y: fc.integer({ min: 0, max: 200 }) });
    fc.assert(
      fc.property(fc.array(point, { maxLength: 40 }), (points) => {
        const labelled = points.map((place) => ({ ...place, ...label }));
        const boxes = placeLabels(labelled, { area, avoid: [] }).filter((box) => box !== undefined);
        const clashes = boxes.filter((box, index) => boxes.slice(index + 1).some((other) => overlaps(box, other)));
        expect(clashes).toEqual([]);
      }),
    );
  });
});
