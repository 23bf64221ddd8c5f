/**
 * How a walk that is not told where to go chooses: among the actions that are possible at its turn, the one that ranks
 * first under a number, with odds by weight, and rather one that leads to where the walk has not been.
 */

import type { Step } from '../contract.ts';
import type { Walker } from '../walker.ts';

/** How readily a walk takes a step, above 0 and at most 1. */
export type Weight = (step: Step) => number;

/** How much less often a walk repeats a state, or takes a step that leaves it where it is. */
const STALE = 20;

/** A well-mixed number in (0, 1) from two integers: the rank of an action under a command's number. */
function rank(command: number, action: number): number {
  let h = Math.imul(command ^ Math.imul(action + 1, 0x9e3779b1), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  h ^= h >>> 16;
  return ((h >>> 0) + 1) / 4294967298;
}

export class Chooser<S> {
  readonly #walker: Walker<S>;
  readonly #scratch: Int32Array;

  constructor(walker: Walker<S>) {
    this.#walker = walker;
    this.#scratch = new Int32Array(walker.machine.layout.words);
  }

  /** A state with its fresh values renamed. The buffer is the chooser's own. */
  canonical(state: Int32Array): Int32Array {
    this.#scratch.set(state);
    this.#walker.machine.layout.canonicalize?.(this.#scratch);
    return this.#scratch;
  }

  /** An action that is possible where the walker is; undefined if there is none. `been`: the walk's own states, as text. */
  choose(been: ReadonlySet<string>, number: number, weight: Weight): number | undefined {
    const walker = this.#walker;
    let best: number | undefined;
    let lowest = Number.POSITIVE_INFINITY;
    for (let action = 0; action < walker.actions.length; action++) {
      // -ln(u) / w: the smallest of these is action k with odds proportional to w_k. No weight is above 1.
      let key = -Math.log(rank(number, action));
      if (key >= lowest) continue;
      const step = walker.peek(action);
      if (step === undefined || isIdle(step)) continue;
      key /= weight(step);
      if (key >= lowest) continue;
      if (!step.changed || been.has(this.canonical(walker.successor).join())) key *= STALE;
      if (key >= lowest) continue;
      lowest = key;
      best = action;
    }
    return best;
  }
}

/** Whether a call was refused and left everything as it was: no walk takes such a step. */
export const isIdle = ({ refused, changed }: Step): boolean => refused && !changed;
