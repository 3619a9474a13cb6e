import { freeNumbers } from '../free-numbers.ts';
import { hearBetween, type BetweenContext, type HeardWindow } from './hear-between.ts';
import type { WindowResult } from './settle-file.ts';

/** The windows of a recording in order, some with a further one between them and the one before. */
export class WindowChain {
  readonly #context: Omit<BetweenContext, 'earlier'> | undefined;
  readonly #results: Promise<WindowResult>[] = [];
  #last: JoinedWindow | undefined;
  #earlier: Promise<unknown> = Promise.resolve();

  /** @param context without it no further windows are heard */
  constructor(context: Omit<BetweenContext, 'earlier'> | undefined) {
    this.#context = context;
  }

  /** One for each window. */
  get results(): readonly Promise<WindowResult>[] {
    return this.#results;
  }

  /** Takes the next window, and its samples: they are freed once nothing needs them. */
  add(next: HeardWindow): void {
    const last = next.window.overlapSeconds > 0 ? this.#last : undefined;
    const joined = last && this.#context && hearBetween(last, next, { ...this.#context, earlier: this.#earlier });
    const result = joined ?? next.result;
    this.#earlier = Promise.all([this.#earlier, result]);
    // Looked at when the file is settled; a window that fails before that is not an unhandled rejection.
    this.#earlier.catch(() => undefined);
    this.#freeLast(joined);
    this.#results.push(result);
    this.#last = { ...next, joined };
  }

  /** No window follows. */
  end(): void {
    this.#freeLast(undefined);
  }

  #freeLast(joined: Promise<WindowResult> | undefined): void {
    const last = this.#last;
    if (last) void Promise.allSettled([last.result, last.joined, joined]).then(() => freeSamples(last));
    this.#last = undefined;
  }
}

interface JoinedWindow extends HeardWindow {
  /** The same, once it is known whether a further window is to be heard in front of it. */
  readonly joined: Promise<WindowResult> | undefined;
}

// Up to 1.9 MB a window would lie about until the garbage collector comes. One whose language was only guessed may be
// decoded again.
async function freeSamples({ window, result }: HeardWindow): Promise<void> {
  const heard = await result.catch(() => undefined);
  if (heard?.decodeIn === undefined) freeNumbers(window.samples);
}
