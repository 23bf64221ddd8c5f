/** `rmm-objects`: the life of each object of the RMM. */

import { hostDisturbsTdi } from '../adversary/bus.ts';
import { powers } from '../adversary/powers.ts';
import { deviceRules } from '../device/rules.ts';
import { normalizeRmm } from '../normalize.ts';
import type { Size } from '../state.ts';
import { rmiRules } from './rmi.ts';
import type { World } from './world.ts';

const RMM_OBJECTS: Size = {
  pdevs: ['ep', 'rp'],
  vdevs: ['v0'],
  pages: 1,
  deviceGranules: 1,
  with: [],
};

export const rmmObjects: World = {
  name: 'rmm-objects',
  about:
    "The RMM's objects, root port and key refresh included, between a host that calls anything and a device.",
  powers: [powers.rmiCalls, powers.denial],
  bounds: [
    'one endpoint under one root port, one VDEV: what one object of each kind can suffer',
    'no realm, and so no freshness, no DMA and no pages: those are in rmm-alone',
    'the device is as the certificate says and answers what it is asked: other devices are in one-device',
  ],
  size: RMM_OBJECTS,
  tries: {
    ...RMM_OBJECTS,
    communicating: RMM_OBJECTS.pdevs,
    granules: ['ep', 'rp', 'v0'],
    faults: ['objects'],
    rounds: true,
  },
  initial: [
    () => {},
    (s) => {
      s.feat.da = 'FALSE';
    },
    (s) => {
      s.psmmu.l2 = 'ABSENT';
    },
  ],
  rules: (parts) => [
    ...rmiRules(parts),
    hostDisturbsTdi(RMM_OBJECTS.vdevs, parts.device),
    ...deviceRules(RMM_OBJECTS.vdevs, parts.device),
  ],
  resting: () => true,
  normalize: () => normalizeRmm,
  weight: () => 1,
};
