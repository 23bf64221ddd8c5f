/** `guest-alone`: the guest kernel, and what is around it. */

import { hostDisturbsTdi } from '../adversary/bus.ts';
import { powers } from '../adversary/powers.ts';
import { deviceRules } from '../device/rules.ts';
import { driverRules } from '../guest/driver.ts';
import { registrationRules } from '../guest/registration.ts';
import { evidenceApproved, partyRules, sysfsRules } from '../guest/sysfs.ts';
import { normalizer } from '../normalize.ts';
import { oneDeviceOdds } from '../odds.ts';
import { asRules } from '../program.ts';
import type { ModelRule } from '../rule.ts';
import type { Parts } from '../rules.ts';
import { DEVICE_GRANULES, PAGES, type Size, type State } from '../state.ts';
import { withBoundVdev, withConnectedEndpoint } from './beginnings.ts';
import { BINDS, NOT_TRIED, rmiRules, triesWhereConnected } from './rmi.ts';
import type { World } from './world.ts';

export const GUEST_ALONE: Size = {
  pdevs: ['ep', 'rp'],
  vdevs: ['v0'],
  pages: PAGES,
  deviceGranules: DEVICE_GRANULES,
  with: ['guest', 'party'],
};

/** Everybody but the device, where its VDEV is there. */
export const aroundTheGuest = (parts: Parts): readonly ModelRule[] => [
  ...rmiRules(parts, NOT_TRIED).filter(({ name }) => !/RMI_(PDEV|GRANULE)/.test(name) && !BINDS.has(name)),
  ...registrationRules(parts),
  ...sysfsRules(parts, 'of-a-generation'),
  ...partyRules(parts),
  ...asRules('guest', (s) => s.guest.pc, parts.guest),
  ...driverRules(parts),
];

export const guestAlone: World = {
  name: 'guest-alone',
  about:
    'The guest kernel with one operator and a relying party that takes its time, a hostile host, and a VDEV that is there.',
  powers: [powers.rmiCalls, powers.rhiAnswers, powers.evidenceBytes, powers.mappings, powers.denial],
  bounds: [
    'the device is connected and its VDEV created and unlocked beforehand, and both stay: what the host does before is in one-device',
    'the device is as the certificate says: others are in one-device',
    'two pages in the one TEE range: the least with which a mapping can be partial or swapped',
    'one operator: a second one waits for the device lock, so that they only take turns',
    'the altered report moves the pages by one, so that its second is a device page that no world has: a device that reports so is accepted nowhere, and what it would do then is not seen',
    'the relying party remembers one approval, its last: an operator who acts on an older one is one it never told',
    'nonces are never equal by chance: 64-bit random in the RMM',
  ],
  size: GUEST_ALONE,
  tries: triesWhereConnected(GUEST_ALONE),
  initial: [
    withBoundVdev,
    (s) => {
      withConnectedEndpoint(s);
      s.feat.realmDa = 'FALSE';
      s.guest.unregistered = true;
    },
  ],
  rules: (parts) => [
    ...aroundTheGuest(parts),
    hostDisturbsTdi(GUEST_ALONE.vdevs, parts.device),
    ...deviceRules(GUEST_ALONE.vdevs, parts.device),
  ],
  resting: (s) => s.guest.pc === 'IDLE',
  normalize: (parts) => {
    // Where an approval is of no generation, evidence that is not approved can be accepted on the strength of another.
    if (parts.departs('approval-not-bound')) return normalizer(() => true);
    const rest = normalizer(evidenceApproved(parts));
    return (s) => {
      // An approval of a generation that neither guest nor RMM has any more matches nothing.
      if (s.party.approved !== s.guest.measNonce && s.party.approved !== s.vdevs.v0.measNonce)
        s.party.approved = 0 as State['party']['approved'];
      rest(s);
    };
  },
  weight: oneDeviceOdds,
};
