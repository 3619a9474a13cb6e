/** Bytes that are appended at the end and forgotten from the beginning, each copied a few times at most. */
export class ByteQueue {
  #store = new Uint8Array(2 ** 16);
  #start = 0;
  #end = 0;

  /** What is in the queue; valid until the next change. */
  get bytes(): Uint8Array {
    return this.#store.subarray(this.#start, this.#end);
  }

  /** Adds bytes. */
  push(bytes: Uint8Array): void {
    if (this.#end + bytes.length > this.#store.length) this.#makeRoom(bytes.length);
    this.#store.set(bytes, this.#end);
    this.#end += bytes.length;
  }

  /** Drops the first bytes. */
  forget(count: number): void {
    this.#start += count;
  }

  #makeRoom(count: number): void {
    const held = this.bytes;
    const store = new Uint8Array(Math.max(2 ** 16, 2 * (held.length + count)));
    store.set(held);
    [this.#store, this.#start, this.#end] = [store, 0, held.length];
  }
}
