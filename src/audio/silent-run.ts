import { MOST_KEPT_STEPS } from './kept-edges.ts';
import { stepsIn } from './speech-steps.ts';

/** Steps without speech, one after the other. */
export interface SilentRun {
  add(step: Float32Array): void;
  /** Steps that were added, also those that are no longer held. */
  length(): number;
  /** The steps that are held, which are its beginning and its end, or all of a short one. */
  steps(): readonly Float32Array[];
}

/** Enough to know how loud a silence is, and more than any that is kept whole. */
const MOST_HELD_STEPS = stepsIn(4);

/** An empty run; however long it becomes, it holds four seconds. */
export function createSilentRun(): SilentRun {
  const held: Float32Array[] = [];
  let droppedSteps = 0;
  return {
    add(step) {
      held.push(step);
      if (held.length <= MOST_HELD_STEPS) return;
      held.splice(MOST_KEPT_STEPS, 1);
      droppedSteps += 1;
    },
    length: () => held.length + droppedSteps,
    steps: () => held,
  };
}
