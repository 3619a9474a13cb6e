import { freeNumbers } from '../free-numbers.ts';
import { hearBetween, type BetweenContext, type HeardWindow } from './hear-between.ts';
import type { WindowResult } from './settle-file.ts';

/** The windows of a recording in order, with a further one between two that overlap and have not heard the same. */
export class WindowChain {
  readonly #context: BetweenContext;
  readonly #links: Link[] = [];
  #last: (HeardWindow & { readonly link: Link }) | undefined;

  constructor(context: BetweenContext) {
    this.#context = context;
  }

  /** One for each window: its result, and before it that of the further one where there is one. */
  get links(): readonly Link[] {
    return this.#links;
  }

  /** Takes the next window, and its samples: they are freed once no join needs them. */
  add(next: HeardWindow): void {
    const last = next.window.overlapSeconds > 0 ? this.#last : undefined;
    const link = last ? hearBetween(last, next, this.#context) : next.result.then((result) => [result]);
    // Looked at when the file is settled; a window that fails before that is not an unhandled rejection.
    link.catch(() => undefined);
    this.#freeLast(last && link);
    this.#links.push(link);
    this.#last = { ...next, link };
  }

  /** No window follows. */
  end(): void {
    this.#freeLast(undefined);
  }

  #freeLast(join: Link | undefined): void {
    const last = this.#last;
    if (last) void Promise.allSettled([last.link, join]).then(() => freeSamples(last));
    this.#last = undefined;
  }
}

type Link = Promise<readonly WindowResult[]>;

// Up to 1.9 MB a window would lie about until the garbage collector comes. One whose language was only guessed may be
// decoded again.
async function freeSamples({ window, result }: HeardWindow): Promise<void> {
  const heard = await result.catch(() => undefined);
  if (heard?.decodeIn === undefined) freeNumbers(window.samples);
}
