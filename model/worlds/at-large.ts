/** `at-large`: what the other worlds leave out, all at once. */

import { hostDisturbsTdi, hostResetsDevice, hostTakesLinkDown } from '../adversary/bus.ts';
import { powers } from '../adversary/powers.ts';
import { deviceRules } from '../device/rules.ts';
import { driverRules } from '../guest/driver.ts';
import { registrationRules } from '../guest/registration.ts';
import { partyRules, sysfsRules } from '../guest/sysfs.ts';
import { atLargeOdds } from '../odds.ts';
import { asRules } from '../program.ts';
import { withInputs } from '../rule.ts';
import { DEVICE_GRANULES, ENDPOINTS, PAGES, type Size } from '../state.ts';
import { withTwoDevices } from './beginnings.ts';
import { rmiRules } from './rmi.ts';
import type { World } from './world.ts';

const AT_LARGE: Size = {
  pdevs: ['ep', 'rp', 'ep2'],
  vdevs: ['v0', 'v1'],
  pages: PAGES + 1,
  deviceGranules: DEVICE_GRANULES + 1,
  ownGranules: true,
  with: ['guest', 'party'],
};

/** Which endpoint each VDEV is of. */
const ENDPOINT_OF: Readonly<Record<string, string>> = { v0: 'ep', v1: 'ep2' };

export const atLarge: World = {
  name: 'at-large',
  about:
    'Two devices of one realm, their root port, every RMI command in any order, link losses and resets, altered devices, a relying party that takes its time: too large to close, and so searched at random alone.',
  powers: Object.values(powers),
  bounds: [
    'one guest operation at a time, about the first device: of the second its owner asks nothing',
    'each VDEV is of its own endpoint: two of one are in rmm-siblings',
    'two pages in the TEE range of the first device and one in that of the second: partial and swapped mappings, and those of the one where the other belongs',
    'no malformed argument: a command that refuses changes nothing, which is in rmm-alone, rmm-objects and rmm-siblings',
    'nonces are never equal by chance: 64-bit random in the RMM',
    'nothing is decided here: a walk finds what it comes to',
  ],
  size: AT_LARGE,
  tries: {
    ...AT_LARGE,
    communicating: AT_LARGE.pdevs,
    granules: [...AT_LARGE.pdevs, ...AT_LARGE.vdevs],
    faults: [],
    rounds: true,
  },
  initial: [withTwoDevices],
  isOpen: true,
  rules: (parts) => [
    ...withInputs(
      rmiRules(parts),
      ({ pdev, vdev }, rule) => rule !== 'RMI_VDEV_CREATE' || pdev === ENDPOINT_OF[vdev as string],
    ),
    hostDisturbsTdi(AT_LARGE.vdevs, parts.device),
    ...ENDPOINTS.flatMap((name) => [
      hostTakesLinkDown(parts.device, name),
      hostResetsDevice(parts.device, name),
    ]),
    ...deviceRules(AT_LARGE.vdevs, parts.device, ENDPOINTS),
    ...registrationRules(parts),
    ...sysfsRules(parts, 'of-a-generation'),
    ...partyRules(parts),
    ...asRules('guest', (s) => s.guest.pc, parts.guest),
    ...driverRules(parts),
  ],
  resting: (s) => s.guest.pc === 'IDLE',
  // The reductions were argued for worlds that are searched whole.
  normalize: () => () => {},
  weight: atLargeOdds,
};
