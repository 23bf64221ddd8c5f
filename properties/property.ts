/** A property of this model: a claim, where it is written, and the worlds in which it has a meaning. */

import type { Property } from '../checker/contract.ts';
import type { State } from '../model/state.ts';
import type { WorldName } from '../model/world.ts';

export type ModelProperty = Property<State> & {
  readonly worlds: readonly WorldName[];
};

const RMM_ALONE = ['rmm-alone', 'rmm-objects', 'rmm-siblings'] as const;
const worldsOf = <const W extends readonly WorldName[]>(...names: W): readonly WorldName[] => names;
export const inWorlds = {
  /** Where the guest kernel is. */
  guest: worldsOf('one-device', 'guest-alone', 'hostile-device'),
  /** Where it is with a device that does as it should. */
  guestAndDevice: worldsOf('one-device', 'guest-alone'),
  /** Where the host driver is. */
  hostDriver: worldsOf('connect-faults', 'stream-peers'),
  /** Where devices are connected and disconnected, by whoever does it. */
  devicesComeAndGo: worldsOf('one-device', 'connect-faults', 'stream-peers'),
  /** Where the RMM is, a realm and its pages. */
  realm: worldsOf('one-device', 'guest-alone', 'hostile-device', 'rmm-alone'),
  /** Where commands are rules of their own, malformed arguments and all. */
  rmmAlone: worldsOf(...RMM_ALONE),
  /** Where VDEVs are. */
  vdevs: worldsOf('one-device', 'guest-alone', 'hostile-device', ...RMM_ALONE),
  /** Where PDEVs and streams come and go. */
  objects: worldsOf('one-device', 'rmm-objects'),
  /** Where granules are mapped. */
  mappings: worldsOf('one-device', 'rmm-alone', 'rmm-objects'),
  everywhere: worldsOf(
    'one-device',
    'guest-alone',
    'hostile-device',
    'connect-faults',
    'stream-peers',
    ...RMM_ALONE,
  ),
} as const;
