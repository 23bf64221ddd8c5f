/** `rmm-siblings`: two VDEVs of one PDEV. */

import { hostDisturbsTdi } from '../adversary/bus.ts';
import { powers } from '../adversary/powers.ts';
import { deviceRules } from '../device/rules.ts';
import { normalizeRmm } from '../normalize.ts';
import type { Size } from '../state.ts';
import { withConnectedEndpoint } from './beginnings.ts';
import { rmiRules, triesWhereConnected } from './rmi.ts';
import type { World } from './world.ts';

const RMM_SIBLINGS: Size = {
  pdevs: ['ep', 'rp'],
  vdevs: ['v0', 'v1'],
  pages: 1,
  deviceGranules: 1,
  with: [],
};

export const rmmSiblings: World = {
  name: 'rmm-siblings',
  about: 'Two VDEVs of one connected PDEV, between a host that calls anything and a device.',
  powers: [powers.rmiCalls, powers.denial],
  bounds: [
    'the PDEV is connected beforehand and stays so: its own life is in rmm-objects',
    'no realm, and so no freshness, no DMA and no pages: those are in rmm-alone',
    'the device is as the certificate says and answers what it is asked: other devices are in one-device',
  ],
  size: RMM_SIBLINGS,
  tries: {
    ...triesWhereConnected(RMM_SIBLINGS),
    granules: ['v0', 'v1'],
    faults: ['objects'],
    rounds: true,
  },
  initial: [withConnectedEndpoint],
  rules: (parts) => [
    ...rmiRules(parts).filter(({ name }) => !name.startsWith('RMI_PDEV')),
    hostDisturbsTdi(RMM_SIBLINGS.vdevs, parts.device),
    ...deviceRules(RMM_SIBLINGS.vdevs, parts.device),
  ],
  resting: () => true,
  normalize: () => normalizeRmm,
  weight: () => 1,
};
