import type { DecodedWindow } from '../decode/window-job.ts';
import { passQuestionsOn } from '../decode/window-language.ts';
import { WhisperBatchError } from '../errors.ts';
import type { TranscribingWorker, WindowTask } from './transcribing-worker.ts';

/** Starts that may fail, one after the other, before a place stays empty. */
const MOST_FAILED_STARTS = 2;

/** How a crew is made up. */
export interface CrewOptions {
  readonly workers: number;
  /** Windows that a worker decodes together. */
  readonly batchSize: number;
  readonly startWorker: () => TranscribingWorker;
}

/**
 * Gives windows to the least busy worker, replaces workers that fail, and lets every promise settle.
 *
 * A window whose worker fails is decoded once more, in a worker that holds nothing else meanwhile: if it was the
 * window's fault, no other one pays for it a second time. A second failure is final.
 */
export class Crew {
  readonly #options: CrewOptions;
  readonly #places: Place[];
  readonly #fresh: Job[] = [];
  readonly #retries: Job[] = [];
  readonly #underWay = new Set<Promise<unknown>>();
  #isCancelled = false;
  #isClosing = false;
  /** Why no worker is left. */
  #end: { readonly error: unknown } | undefined;

  constructor(options: CrewOptions) {
    this.#options = options;
    this.#places = Array.from({ length: options.workers }, () => this.#fill());
  }

  /** Seconds the slowest worker needed to open the model; rejects when one could not. */
  async load(): Promise<number> {
    const opened = this.#places.map(({ opened }) => opened);
    await Promise.allSettled(opened);
    return Math.max(...(await Promise.all(opened)));
  }

  /** Decodes one window. */
  transcribe(task: WindowTask): Promise<DecodedWindow> {
    // Windows that waited for those under way are not begun any more.
    if (this.#isCancelled) return Promise.reject(cancelled());
    const window = new Promise<DecodedWindow>((resolve, reject) => {
      this.#fresh.push({ task, resolve, reject, failure: undefined });
    });
    const settled: Promise<unknown> = window.then(
      () => this.#underWay.delete(settled),
      () => this.#underWay.delete(settled),
    );
    this.#underWay.add(settled);
    this.#handOut();
    return window;
  }

  /** Rejects what no worker has taken yet; what they have is theirs to stop. */
  cancel(): void {
    this.#isCancelled = true;
    this.#rejectWaiting(cancelled());
  }

  /** Waits for what is under way, then frees the models and ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.#underWay);
    this.#isClosing = true;
    // Places that are being filled anew are waited for: ending a thread that opens a model would abort the process.
    await Promise.all(this.#places.map(({ opened }) => opened.catch(() => undefined)));
    await Promise.all(this.#places.flatMap(({ worker }) => (worker ? [worker.close()] : [])));
  }

  #fill(): Place {
    const place: Place = { worker: undefined, state: 'opening', held: 0, isAlone: false, opened: Promise.resolve(0) };
    this.#open(place, Promise.resolve());
    return place;
  }

  /** @param left settles once the worker before is gone, so that never more models are open than there are places */
  #open(place: Place, left: Promise<void>): void {
    Object.assign(place, { state: 'opening', held: 0, isAlone: false });
    place.opened = left.then(() => this.#start(place, MOST_FAILED_STARTS));
    place.opened.then(
      () => {
        place.state = 'open';
        this.#handOut();
      },
      (error: unknown) => this.#giveUp(place, error),
    );
  }

  async #start(place: Place, startsLeft: number): Promise<number> {
    if (this.#isClosing) throw cancelled();
    const worker = this.#options.startWorker();
    place.worker = worker;
    try {
      return await worker.loadSeconds;
    } catch (error) {
      place.worker = undefined;
      await worker.close();
      // A model that cannot be opened is no better the second time.
      if (startsLeft <= 1 || !isFault(error)) throw error;
      return this.#start(place, startsLeft - 1);
    }
  }

  #giveUp(place: Place, error: unknown): void {
    place.state = 'empty';
    if (this.#places.every(({ state }) => state === 'empty')) this.#end = { error };
    this.#handOut();
  }

  #rejectWaiting(error: unknown): void {
    for (const { reject } of [...this.#retries.splice(0), ...this.#fresh.splice(0)]) reject(error);
  }

  #handOut(): void {
    if (this.#end) this.#rejectWaiting(this.#end.error);
    for (let next = this.#next(); next !== undefined; next = this.#next()) this.#give(next.place, next.job);
  }

  #next(): { readonly place: OpenPlace; readonly job: Job } | undefined {
    const open = this.#places.filter(isOpen).sort((one, other) => one.held - other.held);
    const [place] = open;
    if (place?.held === 0 && this.#retries.length > 0) return pair(place, this.#retries.shift());
    // Where no other place will take the windows that must be alone, one has to run empty first.
    const mustRunEmpty = this.#retries.length > 0 && !this.#places.some((each) => each.isAlone || isOpening(each));
    // Windows it holds may be waiting for one of these to tell them their language.
    if (mustRunEmpty) passQuestionsOn(this.#retries.flatMap(({ task }) => task.question ?? []));
    const { batchSize } = this.#options;
    const free = open.find(({ isAlone, held }) => !isAlone && held < batchSize);
    return free === undefined || mustRunEmpty ? undefined : pair(free, this.#fresh.shift());
  }

  #give(place: OpenPlace, job: Job): void {
    const { worker } = place;
    place.held++;
    place.isAlone = job.failure !== undefined;
    worker.transcribe(job.task).then(
      (window) => {
        this.#leave(place, worker);
        job.resolve(window);
        this.#handOut();
      },
      (error: unknown) => {
        this.#leave(place, worker);
        if (isCancellation(error)) {
          job.reject(error);
          return;
        }
        this.#replace(place, worker);
        this.#failed(job, error);
        this.#handOut();
      },
    );
  }

  // The place may have another worker by now: then it is none of its windows.
  #leave(place: Place, worker: TranscribingWorker): void {
    if (place.worker !== worker) return;
    place.held--;
    if (place.held === 0) place.isAlone = false;
  }

  #replace(place: Place, worker: TranscribingWorker): void {
    if (place.worker !== worker) return;
    place.worker = undefined;
    this.#open(place, worker.close());
  }

  #failed(job: Job, error: unknown): void {
    if (this.#isCancelled) job.reject(cancelled());
    else if (job.failure) job.reject(failedTwice(error));
    else this.#retries.push({ ...job, failure: error });
  }
}

interface Job {
  readonly task: WindowTask;
  readonly resolve: (window: DecodedWindow) => void;
  readonly reject: (error: unknown) => void;
  /** What went wrong the first time. */
  readonly failure: unknown;
}

/** Where one worker after the other may be. */
interface Place {
  worker: TranscribingWorker | undefined;
  state: 'opening' | 'open' | 'empty';
  /** Windows that the worker holds. */
  held: number;
  /** Whether the window it holds must stay the only one. */
  isAlone: boolean;
  opened: Promise<number>;
}

interface OpenPlace extends Place {
  worker: TranscribingWorker;
}

function isOpen(place: Place): place is OpenPlace {
  return place.state === 'open' && place.worker !== undefined;
}

function isOpening({ state }: Place): boolean {
  return state === 'opening';
}

function pair(place: OpenPlace, job: Job | undefined) {
  return job && { place, job };
}

function isFault(error: unknown): boolean {
  return error instanceof WhisperBatchError && (error.code === 'WORKER_FAILED' || error.code === 'WORKER_HUNG');
}

function isCancellation(error: unknown): boolean {
  return error instanceof WhisperBatchError && error.code === 'CANCELLED';
}

function failedTwice(error: unknown): unknown {
  if (!(error instanceof WhisperBatchError)) return error;
  const message = `Two workers failed at the same window, the second one with nothing else to do. ${error.message}`;
  return new WhisperBatchError(error.code, message, error.remedy, { cause: error });
}

function cancelled(): WhisperBatchError {
  return new WhisperBatchError('CANCELLED', 'Transcription was cancelled before this window was finished.', '');
}
