/** Width of the filter that Whisper's alignment is smoothed with: `median_filter_width` of every published model. */
const WIDTH = 7;
const REACH = (WIDTH - 1) / 2;

/**
 * Writes the median of the seven values around each value to `target`; both ends are mirrored. Up to three values have
 * nothing to be mirrored and stay as they are.
 */
export function medianFilter(values: Float32Array, target: Float32Array): void {
  const { length } = values;
  target.set(values);
  if (length <= REACH) return;
  const sorted = Float32Array.from({ length: WIDTH }, (_, index) => values[mirrored(index - REACH, length)]!).sort();
  target[0] = sorted[REACH]!;
  for (let index = 1; index < length; index++) {
    replace(sorted, values[mirrored(index - REACH - 1, length)]!, values[mirrored(index + REACH, length)]!);
    target[index] = sorted[REACH]!;
  }
}

function mirrored(index: number, length: number): number {
  const last = length - 1;
  return last - Math.abs(last - Math.abs(index));
}

// Neighbouring windows differ in two values: moving one within a sorted list takes fewer steps than sorting anew.
function replace(sorted: Float32Array, leaving: number, entering: number): void {
  const last = WIDTH - 1;
  let place = 0;
  while (place < last && sorted[place] !== leaving) place++;
  for (; place < last && sorted[place + 1]! < entering; place++) sorted[place] = sorted[place + 1]!;
  for (; place > 0 && sorted[place - 1]! > entering; place--) sorted[place] = sorted[place - 1]!;
  sorted[place] = entering;
}
