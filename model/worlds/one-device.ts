/** `one-device`: a whole guest and a hostile host. */

import { hostDisturbsTdi } from '../adversary/bus.ts';
import { powers } from '../adversary/powers.ts';
import { deviceRules } from '../device/rules.ts';
import { driverRules } from '../guest/driver.ts';
import { evidenceApproved, sysfsRules } from '../guest/sysfs.ts';
import { normalizer } from '../normalize.ts';
import { oneDeviceOdds } from '../odds.ts';
import { asRules } from '../program.ts';
import { DEVICE_GRANULES, PAGES, type Size } from '../state.ts';
import { withRootPort } from './beginnings.ts';
import { NOT_TRIED, rmiRules } from './rmi.ts';
import type { World } from './world.ts';

const ONE_DEVICE: Size = {
  pdevs: ['ep', 'rp'],
  vdevs: ['v0'],
  pages: PAGES,
  deviceGranules: DEVICE_GRANULES,
  with: ['guest'],
};

export const oneDevice: World = {
  name: 'one-device',
  about: 'A hostile host, a hardened guest kernel with one operator, an honest RMM and an honest device.',
  powers: Object.values(powers),
  bounds: [
    'one device, one VDEV, one realm with one REC: what one interface can suffer; two of them are other worlds',
    'two pages in the one TEE range: the least with which a mapping can be partial or swapped',
    'the root port is set up beforehand and the host leaves it at that: what else it may do is tried in rmm-alone',
    'no key refresh or purge, and no malformed argument: no rule of the guest or the device can tell (rmm-alone has them)',
    'device granules stay delegated: undelegating one that is not mapped takes nothing from the realm',
    'no link loss and no reset of the whole device: to everybody else they are the TDI going to ERROR, clearing its secrets, and no longer answering, all of which this host can bring about',
    'a device transaction is one request and one response: the messages of one leg differ in nothing a rule can see',
    'the altered report moves the pages by one, so that its second is a device page that no world has: a device that reports so is accepted nowhere, and what it would do then is not seen',
    'nonces are never equal by chance: 64-bit random in the RMM',
    'one operator, who accepts only what the relying party approves: two of them are the guest racing with itself (LST-18)',
  ],
  size: ONE_DEVICE,
  tries: {
    ...ONE_DEVICE,
    pdevs: ['ep'],
    communicating: ['ep', 'rp'],
    granules: ['ep', 'v0'],
    faults: [],
    rounds: false,
  },
  initial: [withRootPort],
  rules: (parts) => [
    ...rmiRules(parts, NOT_TRIED),
    hostDisturbsTdi(ONE_DEVICE.vdevs, parts.device),
    ...deviceRules(ONE_DEVICE.vdevs, parts.device),
    ...sysfsRules(parts),
    ...asRules('guest', (s) => s.guest.pc, parts.guest),
    ...driverRules(parts),
  ],
  resting: (s) => s.guest.pc === 'IDLE',
  normalize: (parts) => normalizer(evidenceApproved(parts)),
  weight: oneDeviceOdds,
};
