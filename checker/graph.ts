/** The explored graph as successor lists, kept only where a property asks about paths (AG EF). */

import { IntList } from './visited.ts';

/** Successor lists one after another: all targets, the rows that have lists, and how long each list is. */
export interface Edges {
  readonly targets: Int32Array;
  readonly rows: Int32Array;
  readonly counts: Int32Array;
}

export class Graph {
  readonly #targets = new IntList();
  /** Which rows have lists, in the order in which they were expanded, and how long each list is. */
  readonly #rows = new IntList();
  readonly #counts = new IntList();
  /** What has been handed out by `take`. */
  #takenTargets = 0;
  #takenRows = 0;

  /** Adds the edges from `row` to `targets[from]` … `targets[to - 1]`. Repeating the previous target adds nothing. */
  edges(row: number, targets: Int32Array, from: number, to: number): void {
    const before = this.#targets.length;
    let last = row;
    for (let k = from; k < to; k++) {
      const target = targets[k]!;
      if (target === last) continue;
      this.#targets.push(target);
      last = target;
    }
    this.#rows.push(row);
    this.#counts.push(this.#targets.length - before);
  }

  /** What has been added since the last call, for another thread or a file. */
  take(): Edges {
    const targets = this.#targets.slice(this.#takenTargets);
    const rows = this.#rows.slice(this.#takenRows);
    const counts = this.#counts.slice(this.#takenRows);
    this.#takenTargets = this.#targets.length;
    this.#takenRows = this.#rows.length;
    return { targets, rows, counts };
  }

  /** Counts what is there as handed out. */
  skip(): void {
    this.#takenTargets = this.#targets.length;
    this.#takenRows = this.#rows.length;
  }

  /** Takes over what another core, or an earlier run, has explored. */
  append({ targets, rows, counts }: Edges): void {
    for (const target of targets) this.#targets.push(target);
    for (const row of rows) this.#rows.push(row);
    for (const count of counts) this.#counts.push(count);
  }

  /** Gives away all that is left to take, and keeps nothing. */
  drain(): Edges {
    const edges = this.take();
    this.#targets.clear();
    this.#rows.clear();
    this.#counts.clear();
    this.#takenTargets = 0;
    this.#takenRows = 0;
    return edges;
  }

  get bytes(): number {
    return 4 * (this.#targets.length + this.#rows.length + this.#counts.length);
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
      for (const end = k + this.#counts.at(n); k < end; k++) sources[next[this.#targets.at(k)]!++] = row;
    }
    return { offsets, sources };
  }
}
