/** `two-devices`: the guest kernel takes a device into its trust while another one is at work. */

import type { Input } from '../../checker/contract.ts';
import { powers } from '../adversary/powers.ts';
import { deviceRules } from '../device/rules.ts';
import { driverRules } from '../guest/driver.ts';
import { evidenceApproved, sysfsRules } from '../guest/sysfs.ts';
import { normalizer } from '../normalize.ts';
import { oneDeviceOdds } from '../odds.ts';
import { asRules } from '../program.ts';
import { withInputs } from '../rule.ts';
import type { Size } from '../state.ts';
import { withTwoDevices } from './beginnings.ts';
import { BINDS, NOT_TRIED, rmiRules, triesWhereConnected } from './rmi.ts';
import type { World } from './world.ts';

const TWO_DEVICES: Size = {
  pdevs: ['ep', 'rp', 'ep2'],
  vdevs: ['v0', 'v1'],
  pages: 2,
  deviceGranules: 2,
  ownGranules: true,
  with: ['guest'],
};

/** What a host does to the second device is to take it away: what it then did with it would be the host's own affair. */
const GIVES = /^RMI_VDEV_(LOCK|START|GET_MEASUREMENTS|GET_INTERFACE_REPORT)$/;
/** Of evidence there are two kinds here: of the one device, and of the other. */
const isHere = ({ answer, config, vdev, status }: Input, rule: string): boolean =>
  answer !== 'ALTERED' &&
  config !== 'ALTERED' &&
  !(vdev === 'v1' && (GIVES.test(rule) || status === 'ERROR'));

export const twoDevices: World = {
  name: 'two-devices',
  about:
    'A guest kernel with two devices: one at work, the other locked, accepted and unlocked; a hostile host and an honest RMM.',
  powers: [powers.rmiCalls, powers.rhiAnswers, powers.evidenceBytes, powers.mappings, powers.denial],
  bounds: [
    'the second device is at work beforehand, with a page of its own, and its operator leaves it alone: lock and unlock of either hold pci_tsm_rwsem for writing; two accepts at once, which hold it for reading, are not tried',
    'what the host takes from the second device it does not give back: what becomes of a device that it takes is in one-device, and nobody here asks the second for anything',
    'either device is connected, with its VDEV under its own id, and both stay: a VDEV that is exchanged for another under one id is a device that is exchanged, which is in one-device',
    'one page in the TEE range of each: ranges that are partial or swapped are in one-device, and here a page of one device is mapped where one of the other belongs',
    'of evidence there is that of the one device and that of the other: altered evidence and altered devices are in one-device',
    'no TDI is disturbed: to the other device that is nothing but an ERROR of the one',
    'nonces are never equal by chance: 64-bit random in the RMM',
  ],
  size: TWO_DEVICES,
  tries: triesWhereConnected(TWO_DEVICES),
  initial: [withTwoDevices],
  rules: (parts) =>
    withInputs(
      [
        ...rmiRules(parts, NOT_TRIED).filter(
          ({ name }) => !/RMI_(PDEV|GRANULE)/.test(name) && !BINDS.has(name),
        ),
        ...deviceRules(TWO_DEVICES.vdevs, parts.device, ['ep', 'ep2']).filter(
          ({ name }) => name !== 'device clears its secrets',
        ),
        ...sysfsRules(parts),
        ...asRules('guest', (s) => s.guest.pc, parts.guest),
        ...driverRules(parts),
      ],
      isHere,
    ),
  resting: (s) => s.guest.pc === 'IDLE',
  normalize: (parts) => normalizer(evidenceApproved(parts)),
  weight: oneDeviceOdds,
};
