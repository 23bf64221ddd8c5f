/**
 * The memory in which states lie: segments of rows, so that it grows without copying. Where only fingerprints are kept of
 * what has been expanded, the words of a segment are needed as long as it has rows of the level under way, or is being
 * written to; after that its array is used again for a segment to come.
 */

import { FINGERPRINT_WORDS, SEGMENT_BITS, SEGMENT_ROWS, type Storage } from './table.ts';

/** Rows `from` to `to`, the last not included. */
export interface Range {
  readonly from: number;
  readonly to: number;
}

/** The words of its states, undefined once they are dropped, and what the states are known by: see table.ts. */
export interface Segment {
  readonly rows: Int32Array | undefined;
  readonly keys: Int32Array;
}

export class Segments {
  readonly all: Segment[] = [];
  readonly #words: number;
  readonly #storage: Storage;
  readonly #make: (words: number) => Int32Array;
  /** Segments with rows of the level under way. */
  readonly #live = new Set<number>();
  /** Arrays to be used again. */
  readonly #spare: Int32Array[] = [];
  /** Arrays for words of states, those to be used again included. */
  #arrays = 0;

  /** For states of so many words; `make` gives an array of zeros. */
  constructor(words: number, storage: Storage, make: (words: number) => Int32Array) {
    this.#words = words;
    this.#storage = storage;
    this.#make = make;
  }

  /** Makes one more. */
  add(): Segment {
    const rows = this.#spare.pop() ?? this.#newRows();
    const keys = this.#storage === 'exact' ? rows : this.#make(SEGMENT_ROWS * FINGERPRINT_WORDS);
    const segment = { rows, keys };
    this.all.push(segment);
    return segment;
  }

  #newRows(): Int32Array {
    this.#arrays++;
    return this.#make(SEGMENT_ROWS * this.#words);
  }

  /**
   * A level begins, of these rows. `open` are the segments being written to. Returns the segments whose states everybody
   * has to drop.
   */
  beginLevel(level: readonly Range[], open: readonly number[]): number[] {
    if (this.#storage === 'exact') return [];
    const needed = new Set([...open, ...level.map(({ from }) => from >>> SEGMENT_BITS)]);
    for (const { from } of level) this.#live.add(from >>> SEGMENT_BITS);
    const done = [...this.#live].filter((segment) => !needed.has(segment));
    for (const segment of done) {
      const { rows, keys } = this.all[segment]!;
      this.#live.delete(segment);
      this.#spare.push(rows!);
      this.all[segment] = { rows: undefined, keys };
    }
    return done;
  }

  /** Bytes held for so many states: of all words of each, or of their fingerprints and what else there is of arrays. */
  bytes(states: number): number {
    const words =
      this.#storage === 'exact'
        ? states * this.#words
        : states * FINGERPRINT_WORDS + this.#arrays * SEGMENT_ROWS * this.#words;
    return 4 * words;
  }

  /** Forgets all of them. */
  release(): void {
    this.all.length = 0;
    this.#spare.length = 0;
  }
}
