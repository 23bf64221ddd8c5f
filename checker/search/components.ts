/**
 * Strongly connected components of a part of the explored graph (R. Tarjan, Depth-first search and linear graph
 * algorithms, SIAM J. Comput. 1(2), 1972), without recursion, and those of them in which a behaviour can stay for ever and
 * be fair (E. A. Emerson and C.-L. Lei, Modalities for model checking, SCP 8(3), 1987: what one strong fairness forbids is
 * taken away, and what is left is looked at again).
 */

import type { Demands } from '../fairness.ts';
import type { Successors } from '../graph.ts';

/** All bits of the steps that can be taken in a row. */
export function enabledIn({ begin, count, label }: Successors, row: number): number {
  let enabled = 0;
  for (let k = begin[row]!, end = k + count[row]!; k < end; k++) enabled |= label(k);
  return enabled;
}

/** Bytes that `fairComponents` needs, at most, for so many rows. */
export const BYTES_PER_ROW = 45;

/**
 * Per row, the number of the component in which a behaviour can go round for ever and meet the demands, or -1. `inside`
 * marks the rows that may be used and is used up; `rows` lists them. Staying in one row is not going round.
 */
export function fairComponents(
  graph: Successors,
  rows: Int32Array,
  inside: Uint8Array,
  demands: Demands,
): Int32Array {
  const fair = new Int32Array(inside.length).fill(-1);
  const search = new ComponentSearch(graph, inside, rows.length, demands.finite);
  let numbers = 0;
  // `left` shrinks in place: what is written lies before what is read.
  let left = rows.slice();
  while (left.length > 0) {
    const count = search.run(left);
    const found = factsOf(graph, left, search.component, count, inside, demands.finite);
    let kept = 0;
    for (const row of left) {
      const c = search.component[row]!;
      const missed = found.enabled[c]! & ~found.taken[c]!;
      const dead = found.edges[c] === 0 || (found.always[c]! & ~found.taken[c]! & demands.weak) !== 0;
      const denied = missed & demands.strong;
      if (!dead && denied === 0) fair[row] = numbers + c;
      if (!dead && denied !== 0 && (enabledIn(graph, row) & denied) === 0) left[kept++] = row;
      else inside[row] = 0;
    }
    numbers += count;
    left = left.subarray(0, kept);
  }
  return fair;
}

/** Per component: what is enabled somewhere and everywhere in it, what its own edges are about, and whether it has any. */
function factsOf(
  graph: Successors,
  rows: Int32Array,
  component: Int32Array,
  count: number,
  inside: Uint8Array,
  finite: number,
) {
  const enabled = new Int32Array(count);
  const always = new Int32Array(count).fill(-1);
  const taken = new Int32Array(count);
  const edges = new Uint8Array(count);
  for (const row of rows) {
    const c = component[row]!;
    let here = 0;
    for (let k = graph.begin[row]!, end = k + graph.count[row]!; k < end; k++) {
      const label = graph.label(k);
      here |= label;
      const target = graph.target(k);
      if ((label & finite) !== 0 || inside[target] === 0 || component[target] !== c) continue;
      taken[c]! |= label;
      edges[c] = 1;
    }
    enabled[c]! |= here;
    always[c]! &= here;
  }
  return { enabled, always, taken, edges };
}

class ComponentSearch {
  /** Per row, the number of its component after `run`. */
  readonly component: Int32Array;
  readonly #graph: Successors;
  readonly #inside: Uint8Array;
  readonly #finite: number;
  /** Per row, when it was come to, from 1; 0: not yet. */
  readonly #order: Int32Array;
  readonly #low: Int32Array;
  /** Rows whose component is not known. */
  readonly #open: Int32Array;
  /** The way to the row under way, and for each row of it the next edge. */
  readonly #way: Int32Array;
  readonly #edge: Uint32Array;

  /** Edges with one of the bits `finite` are not used: sooner or later they are not taken any more. */
  constructor(graph: Successors, inside: Uint8Array, rows: number, finite: number) {
    this.#graph = graph;
    this.#inside = inside;
    this.#finite = finite;
    this.component = new Int32Array(inside.length);
    this.#order = new Int32Array(inside.length);
    this.#low = new Int32Array(inside.length);
    this.#open = new Int32Array(rows);
    this.#way = new Int32Array(rows);
    this.#edge = new Uint32Array(rows);
  }

  /** Numbers the components of the part that consists of `rows`, all of them inside. Returns how many there are. */
  run(rows: Int32Array): number {
    for (const row of rows) {
      this.#order[row] = 0;
      this.component[row] = -1;
    }
    const { begin, count, target, label } = this.#graph;
    const [component, order, low] = [this.component, this.#order, this.#low];
    const [open, way, edge] = [this.#open, this.#way, this.#edge];
    let components = 0;
    let seen = 0;
    let opened = 0;
    let depth = 0;
    const enter = (row: number): void => {
      order[row] = low[row] = ++seen;
      open[opened++] = row;
      way[depth] = row;
      edge[depth++] = begin[row]!;
    };
    for (const root of rows) {
      if (order[root] !== 0) continue;
      enter(root);
      while (depth > 0) {
        const row = way[depth - 1]!;
        const k = edge[depth - 1]!;
        if (k < begin[row]! + count[row]!) {
          edge[depth - 1] = k + 1;
          const next = target(k);
          if (this.#inside[next] === 0 || (label(k) & this.#finite) !== 0) continue;
          if (order[next] === 0) enter(next);
          else if (component[next]! < 0 && order[next]! < low[row]!) low[row] = order[next]!;
          continue;
        }
        depth--;
        if (depth > 0 && low[row]! < low[way[depth - 1]!]!) low[way[depth - 1]!] = low[row]!;
        if (low[row] !== order[row]) continue;
        do component[open[--opened]!] = components;
        while (open[opened] !== row);
        components++;
      }
    }
    return components;
  }
}
