import { MessageChannel } from 'node:worker_threads';

// Its other end is closed: what is moved into it is freed at once.
const { port1: drain, port2: drainEnd } = new MessageChannel();
drainEnd.close();

/** Frees the memory of numbers at once, without the garbage collector; they are empty afterwards. */
export function freeNumbers(...numbers: readonly ArrayBufferView[]): void {
  drain.postMessage(
    undefined,
    numbers.map(({ buffer }) => buffer as ArrayBuffer),
  );
}
