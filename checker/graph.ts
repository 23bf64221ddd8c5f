/** The explored graph as successor lists, kept only where a property asks about paths (AG EF). */

import { IntList } from './visited.ts';

export class Graph {
  readonly #targets = new IntList();
  readonly #ends = new IntList();
  #last = -1;

  /** Adds an edge from the row being expanded. Repeating the previous target adds nothing. */
  edge(target: number): void {
    if (target === this.#last) return;
    this.#targets.push(target);
    this.#last = target;
  }

  /** Closes the successor list of the row being expanded. */
  endRow(): void {
    this.#ends.push(this.#targets.length);
    this.#last = -1;
  }

  get bytes(): number {
    return 4 * (this.#targets.length + this.#ends.length);
  }

  /** Marks with 1 every row from which some path leads to a row that is a `goal`. */
  backwards(rows: number, goal: (row: number) => boolean): Uint8Array {
    const { offsets, sources } = this.#reversed(rows);
    const marked = new Uint8Array(rows);
    const queue = new Int32Array(rows);
    let tail = 0;
    for (let row = 0; row < rows; row++) {
      if (!goal(row)) continue;
      marked[row] = 1;
      queue[tail++] = row;
    }
    for (let head = 0; head < tail; head++) {
      const row = queue[head]!;
      for (let k = offsets[row]!; k < offsets[row + 1]!; k++) {
        const source = sources[k]!;
        if (marked[source] === 1) continue;
        marked[source] = 1;
        queue[tail++] = source;
      }
    }
    return marked;
  }

  #reversed(rows: number): { offsets: Float64Array; sources: Int32Array } {
    const offsets = new Float64Array(rows + 1);
    for (let k = 0; k < this.#targets.length; k++) offsets[this.#targets.at(k) + 1]!++;
    for (let row = 0; row < rows; row++) offsets[row + 1]! += offsets[row]!;
    const next = offsets.slice();
    const sources = new Int32Array(this.#targets.length);
    for (let row = 0, k = 0; row < rows; row++) {
      for (const end = this.#ends.at(row); k < end; k++) sources[next[this.#targets.at(k)]!++] = row;
    }
    return { offsets, sources };
  }
}
