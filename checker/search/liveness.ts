/** Decides on a closed graph what is claimed of whole behaviours: AG EF, and `eventually` under fairness. */

import type { Machine, Property } from '../contract.ts';
import { isLiveness, labelsOf } from '../fairness.ts';
import { Graph } from '../graph.ts';
import type { Range } from '../segments.ts';
import { bytesToDecide, decideEventually, type Lasso } from './eventually.ts';
import type { Explorer } from './explorer.ts';
import { decideRecoverable } from './recoverable.ts';

export interface Liveness {
  /** Per property that has been decided, on how many states it was judged. */
  readonly judged: ReadonlyMap<number, number>;
  /** Per `eventually` property that fails, what follows its finding. */
  readonly lassos: ReadonlyMap<number, Lasso>;
}

/** What is known of a graph that has not been closed. */
export const undecided: Liveness = { judged: new Map(), lassos: new Map() };

/** The graph that a search has to keep, if any property asks for one. */
export const graphFor = <S>(machine: Machine<S>, properties: readonly Property<S>[]): Graph | undefined =>
  properties.some(isLiveness) ? new Graph(labelsOf(machine, properties)) : undefined;

/** Bytes needed, beside the graph, to decide what is claimed under fairness. No row has the number `end` or a larger one. */
export const livenessBytes = <S>(properties: readonly Property<S>[], end: number): number =>
  properties.some(({ kind }) => kind === 'eventually') ? bytesToDecide(end) : 0;

/**
 * Adds a finding for each such property that fails. `levels` are the rows of the closed graph by their distance from the
 * start, all of them below `end`.
 */
export function decideLiveness<S>(
  machine: Machine<S>,
  properties: readonly Property<S>[],
  explorer: Explorer<S>,
  graph: Graph | undefined,
  levels: readonly (readonly Range[])[],
  end: number,
): Liveness {
  if (graph === undefined) return undecided;
  const recoverable = decideRecoverable(properties, explorer, graph, levels, end);
  const labelOf = labelsOf(machine, properties);
  if (labelOf === undefined) return { judged: recoverable, lassos: new Map() };
  const { judged, lassos } = decideEventually(properties, explorer, graph, labelOf, levels, end);
  return { judged: new Map([...recoverable, ...judged]), lassos };
}
