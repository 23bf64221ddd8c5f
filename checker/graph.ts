/**
 * The explored graph as successor lists, kept only where a property asks about paths: whether some path leads on (AG EF),
 * or whether every fair one does. For the latter each edge has a label, a bit for each fairness that its step is about.
 */

import { IntList } from './int-list.ts';

/** Successor lists one after another: all targets, the rows that have lists, and how long each list is. */
export interface Edges {
  readonly targets: Int32Array;
  readonly rows: Int32Array;
  readonly counts: Int32Array;
  /** Per target; empty in a graph without labels. */
  readonly labels: Int32Array;
}

/** The successors of each row: `target(k)` with `label(k)`, for k from `begin[row]` to `begin[row] + count[row]`. */
export interface Successors {
  readonly begin: Uint32Array;
  readonly count: Int32Array;
  readonly target: (k: number) => number;
  readonly label: (k: number) => number;
}

export class Graph {
  readonly #targets = new IntList();
  /** Which rows have lists, in the order in which they were expanded, and how long each list is. */
  readonly #rows = new IntList();
  readonly #counts = new IntList();
  readonly #labels = new IntList();
  /** Per action, the label of its edges. */
  readonly #labelOf: Int32Array | undefined;
  /** What has been handed out by `take`. */
  #takenTargets = 0;
  #takenRows = 0;

  /** `labelOf`: see `labelsOf`. A graph without it has no labels. */
  constructor(labelOf?: Int32Array) {
    this.#labelOf = labelOf;
  }

  /**
   * Adds the edges from `row` to `targets[from]` … `targets[to - 1]`, one for each of the `actions`. Repeating the previous
   * one, label and all, adds no edge.
   */
  edges(row: number, targets: Int32Array, actions: Int32Array, from: number, to: number): void {
    const before = this.#targets.length;
    if (this.#labelOf === undefined) {
      let last = row;
      for (let k = from; k < to; k++) {
        const target = targets[k]!;
        if (target === last) continue;
        this.#targets.push(target);
        last = target;
      }
    } else this.#labelled(row, targets, actions, from, to, this.#labelOf);
    this.#rows.push(row);
    this.#counts.push(this.#targets.length - before);
  }

  /**
   * A step to the row that it comes from has changed the state, and what has changed was renamed or normalized away: in the
   * machine itself it can be taken for ever, which may make a behaviour fair or unfair. If no fairness is about it, nothing
   * distinguishes it from staying there.
   */
  #labelled(
    row: number,
    targets: Int32Array,
    actions: Int32Array,
    from: number,
    to: number,
    labelOf: Int32Array,
  ): void {
    let last = -1;
    let lastLabel = 0;
    for (let k = from; k < to; k++) {
      const target = targets[k]!;
      const label = labelOf[actions[k]!]!;
      if (target === row && label === 0) continue;
      if (target === last && label === lastLabel) continue;
      this.#targets.push(target);
      this.#labels.push(label);
      last = target;
      lastLabel = label;
    }
  }

  /** The successors of rows below `rows`, where they lie. */
  successors(rows: number): Successors {
    const begin = new Uint32Array(rows);
    const count = new Int32Array(rows);
    for (let n = 0, k = 0; n < this.#rows.length; n++) {
      const row = this.#rows.at(n);
      begin[row] = k;
      count[row] = this.#counts.at(n);
      k += count[row]!;
    }
    return { begin, count, target: (k) => this.#targets.at(k), label: (k) => this.#labels.at(k) };
  }

  /** What has been added since the last call, for another thread or a file. */
  take(): Edges {
    const targets = this.#targets.slice(this.#takenTargets);
    const rows = this.#rows.slice(this.#takenRows);
    const counts = this.#counts.slice(this.#takenRows);
    const labels = this.#labels.slice(this.#labelOf === undefined ? 0 : this.#takenTargets);
    this.#takenTargets = this.#targets.length;
    this.#takenRows = this.#rows.length;
    return { targets, rows, counts, labels };
  }

  /** Counts what is there as handed out. */
  skip(): void {
    this.#takenTargets = this.#targets.length;
    this.#takenRows = this.#rows.length;
  }

  /** Takes over what another core, or an earlier run, has explored. */
  append({ targets, rows, counts, labels }: Edges): void {
    for (const target of targets) this.#targets.push(target);
    for (const row of rows) this.#rows.push(row);
    for (const count of counts) this.#counts.push(count);
    for (const label of labels) this.#labels.push(label);
  }

  /** Gives away all that is left to take, and keeps nothing. */
  drain(): Edges {
    const edges = this.take();
    this.#targets.clear();
    this.#rows.clear();
    this.#counts.clear();
    this.#labels.clear();
    this.#takenTargets = 0;
    this.#takenRows = 0;
    return edges;
  }

  get bytes(): number {
    return 4 * (this.#targets.length + this.#labels.length + this.#rows.length + this.#counts.length);
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
