/** What it costs to take a token for being spoken at a position in the audio, row-major `[tokens, positions]`. */
export interface AlignmentCosts {
  readonly values: Float32Array;
  readonly tokens: number;
  readonly positions: number;
}

const BOTH = 0;
const NEXT_TOKEN = 1;
const NEXT_POSITION = 2;

/**
 * Finds the cheapest way through tokens and positions from the first pair to the last, in steps to the next token, to
 * the next position or to both, and gives the position at which each token begins.
 */
export function alignTokens(costs: AlignmentCosts): Int32Array {
  return readStarts(findSteps(costs), costs);
}

/** The last step of the cheapest way to each pair, row-major `[tokens, positions]`. */
function findSteps({ values, tokens, positions }: AlignmentCosts): Uint8Array {
  const steps = new Uint8Array(tokens * positions);
  // Costs of the ways to the pairs of the token before and of this one, behind a border from which only one way leads.
  let above = new Float32Array(positions + 1).fill(Infinity);
  let row = new Float32Array(positions + 1);
  above[0] = 0;
  for (let token = 0; token < tokens; token++) {
    row[0] = Infinity;
    for (let position = 0; position < positions; position++) {
      const [both, nextToken, nextPosition] = [above[position]!, above[position + 1]!, row[position]!];
      const step = cheapestStep(both, nextToken, nextPosition);
      const index = token * positions + position;
      steps[index] = step;
      row[position + 1] = values[index]! + (step === BOTH ? both : step === NEXT_TOKEN ? nextToken : nextPosition);
    }
    [above, row] = [row, above];
  }
  return steps;
}

// Where costs are equal, a token rather lasts on.
function cheapestStep(both: number, nextToken: number, nextPosition: number): number {
  if (nextPosition <= both && nextPosition <= nextToken) return NEXT_POSITION;
  return both <= nextToken ? BOTH : NEXT_TOKEN;
}

function readStarts(steps: Uint8Array, { tokens, positions }: AlignmentCosts): Int32Array {
  const starts = new Int32Array(tokens);
  let token = tokens - 1;
  let position = positions - 1;
  while (token >= 0 && position >= 0) {
    starts[token] = position;
    const step = steps[token * positions + position];
    if (step !== NEXT_POSITION) token--;
    if (step !== NEXT_TOKEN) position--;
  }
  return starts;
}
