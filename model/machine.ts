/** A world and a set of changes, put together as a machine that the checker can search. */

import type { Machine } from '../checker/contract.ts';
import type { Catalogue } from './evidence/catalogue.ts';
import { evidenceApproved } from './guest/sysfs.ts';
import { normalizer } from './normalize.ts';
import { type Change, makeParts } from './rules.ts';
import { layout, type State } from './state.ts';
import type { World } from './world.ts';

/**
 * Reductions were argued for the hardened rules; they apply as long as every change says that they still hold. Throws a RangeError when a
 * change names a rule, condition or step that does not exist.
 */
export function makeMachine(world: World, catalogue: Catalogue, changes: readonly Change[]): Machine<State> {
  const parts = makeParts(catalogue, changes);
  const machine: Machine<State> = {
    name: world.name,
    layout,
    // All zero: every set of names begins with the value in which the world begins.
    initial: [() => {}],
    rules: world.rules(parts),
    resting: world.resting,
  };
  return changes.every((change) => change.reductionsHold !== undefined)
    ? { ...machine, normalize: normalizer(evidenceApproved(parts)) }
    : machine;
}
