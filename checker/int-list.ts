/** A list of 32-bit numbers that may become longer than one array should be. */

/** Numbers per chunk. */
const CHUNK_BITS = 16;
const CHUNK = 1 << CHUNK_BITS;

/** A list of 32-bit numbers that grows by chunks. */
export class IntList {
  readonly #chunks: Int32Array[] = [];
  length = 0;

  push(value: number): void {
    const at = this.length++;
    if ((at & (CHUNK - 1)) === 0) this.#chunks.push(new Int32Array(CHUNK));
    this.#chunks[at >>> CHUNK_BITS]![at & (CHUNK - 1)] = value;
  }

  clear(): void {
    this.#chunks.length = 0;
    this.length = 0;
  }

  /** The numbers from one place on. */
  slice(from: number): Int32Array {
    const all = new Int32Array(this.length - from);
    for (let at = from; at < this.length; ) {
      const to = Math.min(this.length, (Math.floor(at / CHUNK) + 1) * CHUNK);
      const begin = at & (CHUNK - 1);
      all.set(this.#chunks[at >>> CHUNK_BITS]!.subarray(begin, begin + to - at), at - from);
      at = to;
    }
    return all;
  }

  at(index: number): number {
    return this.#chunks[index >>> CHUNK_BITS]![index & (CHUNK - 1)]!;
  }
}
