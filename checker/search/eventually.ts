/**
 * Decides on a closed graph whether every fair behaviour comes to a state. What breaks such a claim is a lasso: a way to a
 * state in which `from` holds, on through states in which `to` does not, and then for ever either round among those or
 * nowhere.
 *
 * The graph is that of renamed and normalized states, and its infinite paths are those of the machine itself, with the
 * same actions possible and taken on them: renaming is a bijection, and states that are normalized alike are bisimilar
 * with steps that change one exactly if they change the other. A step that changes the state into one that is stored as
 * the same is therefore an edge from a row to itself and counts as taken, and one that changes nothing is no edge at all.
 */

import type { Eventually, Property } from '../contract.ts';
import { type Demands, demandsOf } from '../fairness.ts';
import type { Graph, Successors } from '../graph.ts';
import type { Range } from '../segments.ts';
import { BYTES_PER_ROW as COMPONENT_BYTES, enabledIn, fairComponents } from './components.ts';
import type { Explorer } from './explorer.ts';
import { leastRow, BYTES_PER_ROW as ROUND_BYTES, RoundTrip } from './round.ts';

/** What follows the finding of an `eventually` property: actions, the last `actions.length - loop` of them for ever. */
export interface Lasso {
  readonly actions: readonly number[];
  readonly loop: number;
}

/** Bytes needed, beside the graph, to decide such a property over so many rows. */
export const bytesToDecide = (rows: number): number =>
  rows * (SUCCESSOR_BYTES + REACH_BYTES + COMPONENT_BYTES + ROUND_BYTES);
const SUCCESSOR_BYTES = 8;
const REACH_BYTES = 10;

/**
 * Adds a finding for each such property that fails, and returns for each, on how many states it was judged, and what
 * follows its finding. No row has the number `end` or a larger one.
 */
export function decideEventually<S>(
  properties: readonly Property<S>[],
  explorer: Explorer<S>,
  graph: Graph,
  labelOf: Int32Array,
  levels: readonly (readonly Range[])[],
  end: number,
): { readonly judged: Map<number, number>; readonly lassos: Map<number, Lasso> } {
  const judged = new Map<number, number>();
  const lassos = new Map<number, Lasso>();
  const successors = graph.successors(end);
  properties.forEach((property, index) => {
    if (property.kind !== 'eventually') return;
    const demands = demandsOf(property, properties);
    const reach = new Reach(property, explorer, successors, levels, end);
    judged.set(index, reach.judged);
    const component = fairComponents(successors, reach.rows, reach.inside, demands);
    const entry = nearest(explorer, successors, reach, component, demands);
    if (entry === undefined) return;
    const { start, actions } = reach.wayTo(entry);
    const round = stays(successors, entry, demands)
      ? []
      : new RoundTrip(explorer, successors, labelOf, component, demands).from(entry);
    lassos.set(index, { actions: [...actions, ...round], loop: actions.length });
    explorer.add({
      property: index,
      level: reach.distance[start]!,
      state: explorer.stateAt(start),
      action: undefined,
    });
  });
  return { judged, lassos };
}

/** Whether a behaviour may stay in a row for ever: nobody who is treated fairly has a step there. */
const stays = (graph: Successors, row: number, { weak, strong }: Demands): boolean =>
  (enabledIn(graph, row) & (weak | strong)) === 0;

/** Where the claim is lost after the fewest steps, and of several such places the one with the least state. */
function nearest<S>(
  explorer: Explorer<S>,
  graph: Successors,
  reach: Reach<S>,
  component: Int32Array,
  demands: Demands,
): number | undefined {
  const found: number[] = [];
  // The rows lie in the order of their distances.
  for (const row of reach.rows) {
    if (found.length > 0 && reach.distance[row]! > reach.distance[found[0]!]!) break;
    if (component[row]! >= 0 || stays(graph, row, demands)) found.push(row);
  }
  return leastRow(explorer, found);
}

/** In place of a distance: no such way leads to the row, or `to` holds in it. */
const NOT_REACHED = -1;
const ARRIVED = -2;

/** The rows that a behaviour can come to which has been where `from` holds and not since where `to` does. */
class Reach<S> {
  /** How often `from` holds. */
  readonly judged: number;
  /** The rows, by the length of a shortest such way from the start, and per row that length, or that there is none. */
  readonly rows: Int32Array;
  readonly distance: Int32Array;
  /** Marks the rows. */
  readonly inside: Uint8Array;
  readonly #explorer: Explorer<S>;
  readonly #graph: Successors;
  /** Whether `from` holds in a row. No way to it is shorter than that from the start, and so one begins in it. */
  readonly #starts: Uint8Array;

  constructor(
    { from, to }: Eventually<S>,
    explorer: Explorer<S>,
    graph: Successors,
    levels: readonly (readonly Range[])[],
    end: number,
  ) {
    this.#explorer = explorer;
    this.#graph = graph;
    this.distance = new Int32Array(end).fill(NOT_REACHED);
    this.inside = new Uint8Array(end);
    this.#starts = new Uint8Array(end);
    const rows = new Int32Array(end);
    let [judged, tail, head] = [0, 0, 0];
    const enter = (row: number, distance: number): void => {
      if (this.distance[row] !== NOT_REACHED) return;
      this.distance[row] = explorer.holdsAt(row, to) ? ARRIVED : distance;
      if (this.distance[row] === ARRIVED) return;
      this.inside[row] = 1;
      rows[tail++] = row;
    };
    for (let distance = 0; distance < levels.length || head < tail; distance++) {
      const before = tail;
      for (const range of levels[distance] ?? [])
        for (let row = range.from; row < range.to; row++) {
          if (from !== undefined && !explorer.holdsAt(row, from)) continue;
          judged++;
          enter(row, distance);
          this.#starts[row] = 1;
        }
      for (; head < before; head++) {
        const row = rows[head]!;
        for (let k = graph.begin[row]!, last = k + graph.count[row]!; k < last; k++)
          enter(graph.target(k), distance);
      }
    }
    this.judged = judged;
    this.rows = rows.subarray(0, tail);
  }

  /** A shortest way to a row from where `from` holds: the row it starts at, and the actions. */
  wayTo(row: number): { readonly start: number; readonly actions: number[] } {
    const actions: number[] = [];
    let at = row;
    while (this.#starts[at] === 0) {
      const before = leastRow(this.#explorer, this.#before(at))!;
      actions.unshift(this.#explorer.actionsBetween(before, at)[0]!);
      at = before;
    }
    return { start: at, actions };
  }

  /** The rows from which a step leads to a row and which are nearer by one. */
  #before(row: number): number[] {
    const { begin, count, target } = this.#graph;
    const found: number[] = [];
    for (const from of this.rows) {
      if (this.distance[from] !== this.distance[row]! - 1) continue;
      for (let k = begin[from]!, end = k + count[from]!; k < end; k++)
        if (target(k) === row) {
          found.push(from);
          break;
        }
    }
    return found;
  }
}
