/** The explored graph as successor lists, kept only where a property asks about paths (AG EF). */

import { IntList } from './visited.ts';

export class Graph {
  readonly #targets = new IntList();
  /** Which rows have lists, in the order in which they were expanded, and where each list ends. */
  readonly #rows = new IntList();
  readonly #ends = new IntList();

  /** Adds the edges from `row` to `targets[from]` … `targets[to - 1]`. Repeating the previous target adds nothing. */
  edges(row: number, targets: Int32Array, from: number, to: number): void {
    let last = row;
    for (let k = from; k < to; k++) {
      const target = targets[k]!;
      if (target === last) continue;
      this.#targets.push(target);
      last = target;
    }
    this.#rows.push(row);
    this.#ends.push(this.#targets.length);
  }

  /** The lists as arrays, for another thread: targets, rows, ends. */
  parts(): Int32Array[][] {
    return [this.#targets.chunks(), this.#rows.chunks(), this.#ends.chunks()];
  }

  /** Takes over what another core has explored. */
  append(parts: readonly Int32Array[][]): void {
    const [targets = [], rows = [], ends = []] = parts;
    const before = this.#targets.length;
    for (const chunk of targets) for (const target of chunk) this.#targets.push(target);
    for (const chunk of rows) for (const row of chunk) this.#rows.push(row);
    for (const chunk of ends) for (const end of chunk) this.#ends.push(before + end);
  }

  get bytes(): number {
    return 4 * (this.#targets.length + this.#rows.length + this.#ends.length);
  }

  /** Turns the edges round, once, for rows below `rows`. Gives what marks with 1 every row with a path to a goal. */
  reversed(rows: number): (goals: IntList) => Uint8Array {
    const { offsets, sources } = this.#reversed(rows);
    return (goals) => {
      const marked = new Uint8Array(rows);
      const queue = new Int32Array(rows);
      let tail = 0;
      for (let k = 0; k < goals.length; k++) {
        const row = goals.at(k);
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
    };
  }

  #reversed(rows: number): { offsets: Float64Array; sources: Int32Array } {
    const offsets = new Float64Array(rows + 1);
    for (let k = 0; k < this.#targets.length; k++) offsets[this.#targets.at(k) + 1]!++;
    for (let row = 0; row < rows; row++) offsets[row + 1]! += offsets[row]!;
    const next = offsets.slice();
    const sources = new Int32Array(this.#targets.length);
    for (let n = 0, k = 0; n < this.#rows.length; n++) {
      const row = this.#rows.at(n);
      for (const end = this.#ends.at(n); k < end; k++) sources[next[this.#targets.at(k)]!++] = row;
    }
    return { offsets, sources };
  }
}
