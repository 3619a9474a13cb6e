/** A rectangle in pixels, from its upper left corner. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A label and the point it belongs to. */
export interface LabelledPoint {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Pixels between labels, and around the symbol of a point. */
const GAP = 3;
const SYMBOL = 9;

/** Where labels go, and what they should rather not cover, such as a line. */
export interface LabelSpace {
  readonly area: Box;
  readonly avoid: readonly Box[];
}

/**
 * Finds a place beside its point for each label, such that no label lies on another or on a point; those that come
 * first have the choice, and one that finds no place is `undefined`.
 */
export function placeLabels(points: readonly LabelledPoint[], { area, avoid }: LabelSpace): (Box | undefined)[] {
  const symbols = points.map(symbolBox);
  const placed: Box[] = [];
  return points.map((point) => {
    const isFree = (box: Box, taken: readonly Box[]): boolean => !taken.some((other) => overlaps(box, other));
    const free = candidates(point).filter((box) => isInside(box, area) && isFree(box, [...symbols, ...placed]));
    const place = free.find((box) => isFree(box, avoid)) ?? free[0];
    if (place !== undefined) placed.push(place);
    return place;
  });
}

/** Whether two boxes share room, counting the gap between them. */
export function overlaps(one: Box, other: Box): boolean {
  return (
    one.left < other.left + other.width + GAP &&
    other.left < one.left + one.width + GAP &&
    one.top < other.top + other.height &&
    other.top < one.top + one.height
  );
}

function symbolBox({ x, y }: LabelledPoint): Box {
  return { left: x - SYMBOL / 2, top: y - SYMBOL / 2, width: SYMBOL, height: SYMBOL };
}

/** Right, left, above, below, then the corners; each a little farther away in the second round. */
function candidates({ x, y, width, height }: LabelledPoint): Box[] {
  return [SYMBOL, 2 * SYMBOL].flatMap((distance) => {
    const lefts = { right: x + distance, middle: x - width / 2, left: x - width - distance };
    const tops = { above: y - height - distance, middle: y - height / 2, below: y + distance };
    const places = [
      [lefts.right, tops.middle],
      [lefts.left, tops.middle],
      [lefts.middle, tops.above],
      [lefts.middle, tops.below],
      [lefts.right, tops.above],
      [lefts.right, tops.below],
      [lefts.left, tops.above],
      [lefts.left, tops.below],
    ] as const;
    return places.map(([left, top]) => ({ left, top, width, height }));
  });
}

function isInside(box: Box, area: Box): boolean {
  return (
    box.left >= area.left &&
    box.top >= area.top &&
    box.left + box.width <= area.left + area.width &&
    box.top + box.height <= area.top + area.height
  );
}
