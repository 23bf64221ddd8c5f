/**
 * A way round a fair component: from one of its rows back to it, serving every fairness or passing where it asks for
 * nothing. Every choice is made by the states themselves, so that rows may be numbered in any way.
 */

import { compareStates } from '../compare.ts';
import type { Demands } from '../fairness.ts';
import type { Successors } from '../graph.ts';
import { enabledIn } from './components.ts';
import type { Explorer } from './explorer.ts';

/** Bytes that a `RoundTrip` needs, at most, for so many rows. */
export const BYTES_PER_ROW = 8;

export class RoundTrip<S> {
  readonly #explorer: Explorer<S>;
  readonly #graph: Successors;
  readonly #labelOf: Int32Array;
  readonly #component: Int32Array;
  readonly #demands: Demands;
  /** Per row, how far it lies from where the last leg began; -1: not reached. */
  readonly #distance: Int32Array;
  readonly #queue: Int32Array;

  /** `component`: per row, its fair component. `labelOf`: see fairness.ts. */
  constructor(
    explorer: Explorer<S>,
    graph: Successors,
    labelOf: Int32Array,
    component: Int32Array,
    demands: Demands,
  ) {
    this.#explorer = explorer;
    this.#graph = graph;
    this.#labelOf = labelOf;
    this.#component = component;
    this.#demands = demands;
    this.#distance = new Int32Array(component.length).fill(-1);
    this.#queue = new Int32Array(component.length);
  }

  /** The actions of a way round from a row of a fair component. */
  from(entry: number): number[] {
    // A strong fairness of which nothing is possible on the way need not be served: it is looked for only if it is.
    let wanted = 0;
    for (;;) {
      const { actions, missed } = this.#tour(entry, wanted);
      if (missed === 0) return actions;
      wanted |= missed & -missed;
    }
  }

  /** A way round that serves `wanted`, and what it leaves unserved. */
  #tour(entry: number, wanted: number): { readonly actions: number[]; readonly missed: number } {
    const actions: number[] = [];
    let at = entry;
    let [taken, always, ever] = [0, -1, 0];
    const pass = (row: number): void => {
      const enabled = enabledIn(this.#graph, row);
      always &= enabled;
      ever |= enabled;
    };
    const go = (to: number, bit: number): void => {
      const action = this.#actionTo(at, to, bit);
      actions.push(action);
      taken |= this.#labelOf[action]!;
      at = to;
      pass(at);
    };
    const walk = (rows: readonly number[]): void => {
      for (const row of rows.slice(1)) go(row, 0);
    };
    const rests = (row: number, bit: number): boolean =>
      (bit & this.#demands.weak) !== 0 && (enabledIn(this.#graph, row) & bit) === 0;

    pass(at);
    for (let left = wanted; left !== 0; left &= left - 1) {
      const bit = left & -left;
      if ((taken & bit) !== 0 || (bit & this.#demands.weak & ~always) !== 0) continue;
      walk(this.#way(at, (row) => rests(row, bit) || this.#targets(row, bit).length > 0));
      if (!rests(at, bit)) go(this.#least(this.#targets(at, bit))!, bit);
    }
    if (actions.length === 0 || at !== entry) {
      walk(this.#way(at, (row) => this.#leadsTo(row, entry)));
      go(entry, 0);
    }
    const { weak, strong } = this.#demands;
    return { actions, missed: ((always & weak) | (ever & strong)) & ~taken };
  }

  /** The rows of a shortest way inside the component to one that is wanted, the first and the last included. */
  #way(from: number, wanted: (row: number) => boolean): number[] {
    const [distance, queue] = [this.#distance, this.#queue];
    const component = this.#component[from];
    let tail = 0;
    queue[tail++] = from;
    distance[from] = 0;
    // Where in the queue each distance begins.
    const layers: number[] = [0];
    let found: number[] = [];
    for (let head = 0; found.length === 0; ) {
      const end = tail;
      if (head === end) throw new Error('a fair component is not connected');
      found = [...queue.subarray(head, end)].filter(wanted);
      for (; head < end && found.length === 0; head++) {
        this.#inner(queue[head]!, component, (target) => {
          if (distance[target]! >= 0) return;
          distance[target] = layers.length;
          queue[tail++] = target;
        });
      }
      if (found.length === 0) layers.push(end);
    }
    const rows = [this.#least(found)!];
    for (let layer = layers.length - 1; layer > 0; layer--) {
      const before = queue.subarray(layers[layer - 1]!, layers[layer]!);
      rows.unshift(this.#least([...before].filter((row) => this.#leadsTo(row, rows[0]!)))!);
    }
    for (let k = 0; k < tail; k++) distance[queue[k]!] = -1;
    return rows;
  }

  /** Looks at every edge of a row that stays in the component and may be taken again and again. */
  #inner(row: number, component: number | undefined, look: (target: number, label: number) => void): void {
    const { begin, count, target, label } = this.#graph;
    for (let k = begin[row]!, end = k + count[row]!; k < end; k++)
      if (this.#component[target(k)] === component && (label(k) & this.#demands.finite) === 0)
        look(target(k), label(k));
  }

  #leadsTo(row: number, to: number): boolean {
    let leads = false;
    this.#inner(row, this.#component[to], (target) => {
      leads ||= target === to;
    });
    return leads;
  }

  /** Where the steps of a fairness that stay in the component lead to from a row. */
  #targets(row: number, bit: number): number[] {
    const targets: number[] = [];
    this.#inner(row, this.#component[row], (target, label) => {
      if ((label & bit) !== 0) targets.push(target);
    });
    return targets;
  }

  #least(rows: readonly number[]): number | undefined {
    return leastRow(this.#explorer, rows);
  }

  /** The first action that leads from one row to another and serves `bits`. */
  #actionTo(from: number, to: number, bits: number): number {
    const actions = this.#explorer.actionsBetween(from, to);
    return actions.find((action) => (this.#labelOf[action]! & (bits | this.#demands.finite)) === bits)!;
  }
}

/** Of some rows the one with the least state. */
export function leastRow<S>(explorer: Explorer<S>, rows: readonly number[]): number | undefined {
  let least: number | undefined;
  for (const row of rows)
    if (least === undefined || compareStates(explorer.stateAt(row), explorer.stateAt(least)) < 0) least = row;
  return least;
}
