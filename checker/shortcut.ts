/**
 * A shorter way to a failure than the one known: breadth first through the states that the known way comes to and those
 * around them, a few steps off it. Leaving out steps cannot exchange one step for another, nor two in the middle for
 * one; this does, for as long as what is exchanged is short.
 */

import type { Machine, Property } from './contract.ts';
import type { Path } from './result.ts';
import { Walker } from './walker.ts';

/** How many steps off the known way a state may lie: tried one after the other. */
const OFF_WAY = [0, 1, 2, 3];
/** So many states are looked at for one of them; more would take seconds. */
const STATES_MAX = 1500;

interface Node {
  readonly state: Int32Array;
  readonly from: Node | undefined;
  readonly action: number;
  /** How many steps ago it left the known way. */
  readonly off: number;
  readonly depth: number;
}

/** The path, or a shorter one with the same initial state and the same claim broken at its end. */
export function shortcut<S>(machine: Machine<S>, property: Property<S>, path: Path): Path {
  const walker = new Walker<S>(machine, [property]);
  let best = path;
  for (const off of OFF_WAY) {
    const actions = shortestAround(walker, best, off);
    if (actions !== undefined && actions.length < best.actions.length)
      best = { initial: path.initial, actions };
  }
  return best;
}

function shortestAround<S>(walker: Walker<S>, path: Path, most: number): number[] | undefined {
  const { canonicalize } = walker.machine.layout;
  const scratch = walker.state.slice();
  const keyOf = (state: Int32Array): string => {
    scratch.set(state);
    canonicalize?.(scratch);
    return scratch.join();
  };
  const onWay = new Set<string>();
  walker.reset(path.initial);
  const first: Node = { state: walker.state.slice(), from: undefined, action: -1, off: 0, depth: 0 };
  onWay.add(keyOf(walker.state));
  for (const action of path.actions) {
    walker.take(action);
    onWay.add(keyOf(walker.state));
  }
  const known = new Set([keyOf(first.state)]);
  const nodes = [first];
  for (const node of nodes) {
    if (node.depth + 1 >= path.actions.length || nodes.length > STATES_MAX) return undefined;
    for (let action = 0; action < walker.actions.length; action++) {
      walker.goTo(node.state);
      const step = walker.take(action);
      if (step === undefined) continue;
      if (walker.failed.includes(0)) return [...actionsTo(node), action];
      if (!step.changed) continue;
      const key = keyOf(walker.state);
      const off = onWay.has(key) ? 0 : node.off + 1;
      if (off > most || known.has(key)) continue;
      known.add(key);
      nodes.push({ state: walker.state.slice(), from: node, action, off, depth: node.depth + 1 });
    }
  }
  return undefined;
}

function actionsTo(node: Node): number[] {
  const actions: number[] = [];
  for (let at = node; at.from !== undefined; at = at.from) actions.push(at.action);
  return actions.reverse();
}
