/** `rmm-alone`: the RMM between a host and a realm that call anything. */

import { hostDisturbsTdi } from '../adversary/bus.ts';
import { powers } from '../adversary/powers.ts';
import { deviceRules } from '../device/rules.ts';
import { normalizeRealm } from '../normalize.ts';
import { realmRules } from '../realm/any-realm.ts';
import { DEVICE_GRANULES, PAGES, type Size } from '../state.ts';
import { withConnectedEndpoint } from './beginnings.ts';
import { NOT_TRIED, rmiRules, triesWhereConnected } from './rmi.ts';
import type { World } from './world.ts';

const RMM_ALONE: Size = {
  pdevs: ['ep', 'rp'],
  vdevs: ['v0'],
  pages: PAGES,
  deviceGranules: DEVICE_GRANULES,
  with: [],
};

export const rmmAlone: World = {
  name: 'rmm-alone',
  about: 'The RMM, between a host and a realm that call anything at any time, and an honest device.',
  powers: [powers.rmiCalls, powers.mappings, powers.denial],
  bounds: [
    'one VDEV, one realm with one REC: what one object of each kind can suffer',
    'the PDEV is connected beforehand and stays so: while it has a VDEV it can be neither stopped nor disconnected, and its own life is in rmm-objects',
    'two pages and two device granules: the least with which a mapping can be partial or swapped',
    'the realm asks for ranges up to the last page, with the freshness values that the VDEV has as it asks, or none: others fail alike',
    'the device is as the certificate says and answers what it is asked: other devices are in one-device',
    'nonces are never equal by chance: 64-bit random in the RMM',
  ],
  size: RMM_ALONE,
  tries: {
    ...triesWhereConnected(RMM_ALONE),
    granules: ['v0'],
    faults: ['pages'],
  },
  initial: [
    withConnectedEndpoint,
    (s) => {
      withConnectedEndpoint(s);
      s.feat.realmDa = 'FALSE';
    },
  ],
  rules: (parts) => [
    ...rmiRules(parts, NOT_TRIED).filter(({ name }) => !name.startsWith('RMI_PDEV')),
    ...realmRules(parts.commands, parts.rmm.tries),
    hostDisturbsTdi(RMM_ALONE.vdevs, parts.device),
    ...deviceRules(RMM_ALONE.vdevs, parts.device),
  ],
  resting: () => true,
  normalize: () => normalizeRealm,
  weight: () => 1,
};
