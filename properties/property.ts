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
  guest: worldsOf('one-device', 'guest-alone', 'hostile-device', 'two-devices', 'cooperative', 'at-large'),
  /** Where it is between a hostile host and a device that does as it should. */
  attackedGuestAndDevice: worldsOf('one-device', 'guest-alone', 'two-devices', 'at-large'),
  /** Where it is between a host and a device that may be hostile. */
  attackedGuest: worldsOf('one-device', 'guest-alone', 'hostile-device', 'two-devices', 'at-large'),
  /** Where it is with a device that does as it should. */
  guestAndDevice: worldsOf('one-device', 'guest-alone', 'two-devices', 'cooperative', 'at-large'),
  /** Where the host driver is. */
  hostDriver: worldsOf('connect-faults', 'stream-peers', 'bind-faults', 'cooperative'),
  /** Where it only connects and disconnects. */
  connecting: worldsOf('connect-faults', 'stream-peers'),
  /** Where it meets faults. */
  hostDriverFaults: worldsOf('connect-faults', 'stream-peers', 'bind-faults'),
  /** Where the host driver serves a realm. */
  servingHost: worldsOf('bind-faults', 'cooperative'),
  /** Where devices are connected and disconnected, by whoever does it. */
  devicesComeAndGo: worldsOf('one-device', 'connect-faults', 'stream-peers', 'bind-faults', 'cooperative'),
  /** Where the RMM is, a realm and its pages. */
  realm: worldsOf(
    'one-device',
    'guest-alone',
    'hostile-device',
    'two-devices',
    'cooperative',
    'bind-faults',
    'rmm-alone',
    'at-large',
  ),
  /** Where commands are rules of their own, malformed arguments and all. */
  rmmAlone: worldsOf(...RMM_ALONE),
  /** Where VDEVs are. */
  vdevs: worldsOf(
    'one-device',
    'guest-alone',
    'hostile-device',
    'cooperative',
    'bind-faults',
    ...RMM_ALONE,
    'two-realms',
    'two-devices',
    'at-large',
  ),
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
    'bind-faults',
    'cooperative',
    ...RMM_ALONE,
    'two-realms',
    'two-devices',
    'at-large',
  ),
} as const;
