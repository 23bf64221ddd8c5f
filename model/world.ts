/** The worlds by their names, in the order in which they are checked. */

import { atLarge } from './worlds/at-large.ts';
import { bindFaults } from './worlds/bind-faults.ts';
import { cooperative } from './worlds/cooperative.ts';
import { guestAlone } from './worlds/guest-alone.ts';
import { connectFaults, streamPeers } from './worlds/host.ts';
import { hostileDevice } from './worlds/hostile-device.ts';
import { oneDevice } from './worlds/one-device.ts';
import { rmmAlone } from './worlds/rmm-alone.ts';
import { rmmObjects } from './worlds/rmm-objects.ts';
import { rmmSiblings } from './worlds/rmm-siblings.ts';
import { twoDevices } from './worlds/two-devices.ts';
import { twoRealms } from './worlds/two-realms.ts';
import type { World, WorldName } from './worlds/world.ts';

export type { World, WorldName } from './worlds/world.ts';

export const worlds: Readonly<Record<WorldName, World>> = {
  'one-device': oneDevice,
  'guest-alone': guestAlone,
  'hostile-device': hostileDevice,
  'connect-faults': connectFaults,
  'stream-peers': streamPeers,
  'bind-faults': bindFaults,
  cooperative,
  'rmm-alone': rmmAlone,
  'rmm-objects': rmmObjects,
  'rmm-siblings': rmmSiblings,
  'two-realms': twoRealms,
  'two-devices': twoDevices,
  'at-large': atLarge,
};
