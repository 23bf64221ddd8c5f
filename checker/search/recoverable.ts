/** Decides AG EF properties on a closed graph: from every state in which `from` holds, some path leads to `to`. */

import type { Property } from '../contract.ts';
import type { Graph } from '../graph.ts';
import { IntList } from '../int-list.ts';
import type { Range } from '../segments.ts';
import type { Explorer } from './explorer.ts';

/**
 * Adds a finding for each such property that fails. Returns, per property, on how many states it was judged. No row
 * has the number `end` or a larger one.
 */
export function decideRecoverable<S>(
  properties: readonly Property<S>[],
  explorer: Explorer<S>,
  graph: Graph,
  levels: readonly (readonly Range[])[],
  end: number,
): Map<number, number> {
  const judged = new Map<number, number>();
  if (!properties.some(({ kind }) => kind === 'recoverable')) return judged;
  const eachRow = (look: (row: number, level: number) => void): void => {
    for (const [level, ranges] of levels.entries())
      for (const { from, to } of ranges) for (let row = from; row < to; row++) look(row, level);
  };
  const backwards = graph.reversed(end);
  properties.forEach((property, index) => {
    if (property.kind !== 'recoverable') return;
    const goals = new IntList();
    eachRow((row) => {
      if (explorer.holdsAt(row, property.to)) goals.push(row);
    });
    const canReach = backwards(goals);
    let seen = 0;
    eachRow((row, level) => {
      if (property.from !== undefined && !explorer.holdsAt(row, property.from)) return;
      seen++;
      if (canReach[row] === 0)
        explorer.add({ property: index, level, state: explorer.stateAt(row), action: undefined });
    });
    judged.set(index, seen);
  });
  return judged;
}
