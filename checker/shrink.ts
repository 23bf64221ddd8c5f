/**
 * Makes a failing path shorter: looks for shorter ways around it, drops stretches, then single steps, for as long as what
 * is left can still be walked and still ends in the same failure. The result is 1-minimal: no single step of it can be left
 * out.
 */

import type { Machine, Property } from './contract.ts';
import type { Path } from './result.ts';
import { shortcut } from './shortcut.ts';
import { Walker } from './walker.ts';

/** Walks the actions, skipping those not offered, up to the first failure of the property. */
function failingPrefix<S>(
  walker: Walker<S>,
  initial: number,
  actions: readonly number[],
): number[] | undefined {
  walker.reset(initial);
  const walked: number[] = [];
  if (walker.failed.includes(0)) return walked;
  for (const action of actions) {
    const step = walker.take(action);
    if (step === undefined) continue;
    const fails = walker.failed.includes(0);
    // A step that changes nothing is kept only if it is itself the failure.
    if (step.changed || fails) walked.push(action);
    if (fails) return walked;
  }
  return undefined;
}

/** Shrinks a path that breaks an `always` or `step` property. Returns it unchanged if it does not break it. */
export function shrink<S>(machine: Machine<S>, property: Property<S>, path: Path): Path {
  const walker = new Walker<S>(machine, [property]);
  const failing = failingPrefix(walker, path.initial, path.actions);
  if (failing === undefined) return path;
  for (let best: Path = { initial: path.initial, actions: failing }; ; ) {
    const rest = leaveOut(walker, shortcut(machine, property, best));
    if (rest.actions.length === best.actions.length) return rest;
    best = rest;
  }
}

/** Leaves out what can be left out. */
function leaveOut<S>(walker: Walker<S>, path: Path): Path {
  let best = path.actions;
  for (let size = best.length >> 1; size >= 1; ) {
    let shorter: number[] | undefined;
    for (let from = best.length - size; from >= 0 && shorter === undefined; from -= 1) {
      const candidate = failingPrefix(walker, path.initial, [
        ...best.slice(0, from),
        ...best.slice(from + size),
      ]);
      if (candidate !== undefined && candidate.length < best.length) shorter = candidate;
    }
    if (shorter === undefined) size >>= 1;
    else {
      best = shorter;
      size = Math.min(size, best.length >> 1);
    }
  }
  return { initial: path.initial, actions: best };
}
