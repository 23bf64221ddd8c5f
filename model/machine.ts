/** A world and a set of changes, put together as a machine that the checker can search. */

import type { Machine } from '../checker/contract.ts';
import { type Device, specifiedDevice } from './device/device.ts';
import type { Catalogue } from './evidence/catalogue.ts';
import type { Version } from './rmm/version.ts';
import { type Change, makeParts } from './rules.ts';
import { layoutFor, type State } from './state.ts';
import type { World } from './world.ts';

/**
 * Reductions were argued for the hardened rules; they apply as long as every change says that they still hold. They hold for
 * every device: what they write are nonces, evidence and the operation of an idle VDEV, which no device reads, and their
 * arguments are about what guest and RMM compare, whatever the device answered. Throws a RangeError when a change
 * names a rule, condition or step that does not exist.
 */
export function makeMachine(
  world: World,
  catalogue: Catalogue,
  changes: readonly Change[],
  version: Version = '2.0-bet1',
  device: Device = specifiedDevice,
): Machine<State> {
  const parts = makeParts({ version, catalogue, tries: world.tries }, changes, device);
  const machine: Machine<State> = {
    name: world.name,
    layout: layoutFor(world.size),
    initial: world.initial.map((begin) => (s: State) => {
      if (version === '1.1-alp17') s.feat.streams = 'OF_PDEV';
      begin(s);
    }),
    rules: world.rules(parts),
    resting: world.resting,
  };
  return changes.every((change) => change.reductionsHold !== undefined)
    ? { ...machine, normalize: world.normalize(parts) }
    : machine;
}
