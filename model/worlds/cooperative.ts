/** `cooperative`: both series against each other, and nobody hostile. */

import type { Input } from '../../checker/contract.ts';
import { deviceRules } from '../device/rules.ts';
import { driverRules } from '../guest/driver.ts';
import { evidenceApproved, sysfsRules } from '../guest/sysfs.ts';
import { askedByGuest, servedByHost } from '../host/served-guest.ts';
import { normalizer } from '../normalize.ts';
import { oneDeviceOdds } from '../odds.ts';
import { asRules } from '../program.ts';
import { type ModelRule, withInputs } from '../rule.ts';
import { DEVICE_GRANULES, PAGES, type Seen, type Size } from '../state.ts';
import { servingHost } from './host.ts';
import type { World } from './world.ts';

const COOPERATIVE: Size = {
  pdevs: ['ep', 'rp'],
  vdevs: ['v0'],
  pages: PAGES,
  deviceGranules: DEVICE_GRANULES,
  with: ['guest', 'host', 'tdi'],
};

/** The choices of a rule at which nothing goes wrong. */
const goesWell = ({ fault, meets, streamIds, type }: Input): boolean =>
  (fault ?? 'none') === 'none' &&
  (meets ?? 'none') === 'none' &&
  (streamIds ?? 'free') === 'free' &&
  type === undefined;

/** Steps that come only after a fault, or after a device is taken from a guest that has not let go of it. */
const AFTER_FAULTS = /_ABORT|the other end has come as far|^unbind\/unmap/;

const withoutFaults = (rules: readonly ModelRule[]): readonly ModelRule[] =>
  withInputs(
    rules.filter(({ name }) => !AFTER_FAULTS.test(name)),
    goesWell,
  );

/** The host's operator asks the guest's before. */
const onlyWhenLetGo = (rule: ModelRule): ModelRule =>
  rule.name === 'write tsm/disconnect'
    ? {
        ...rule,
        offered: (s: Seen, i: never) =>
          (rule.offered?.(s, i) ?? true) && s.guest.context === 'NONE' && s.guest.pc === 'IDLE',
      }
    : rule;

export const cooperative: World = {
  name: 'cooperative',
  about: 'Both series, the RMM and the device, with an operator on either side: nobody hostile, no faults.',
  powers: [],
  bounds: [
    'one device, one TDI, one VM with one vCPU: the whole life of one device',
    'two pages in the one TEE range: as in one-device, so that its traces can be compared',
    'the exit for a request on the VDEV is served as in v3 (v3v-08): the mails of v4 leave its patch out',
    'nobody is hostile and nothing fails: what goes wrong is in the other worlds',
    "one operator on either side: the host's takes no device from a guest that has something of it, which is in one-device",
  ],
  size: COOPERATIVE,
  tries: {
    ...COOPERATIVE,
    communicating: ['ep', 'rp'],
    granules: ['ep', 'rp', 'v0'],
    faults: [],
    rounds: false,
  },
  initial: [() => {}],
  rules: (parts) => [
    ...withoutFaults(servingHost(parts, askedByGuest)).map(onlyWhenLetGo),
    ...sysfsRules(parts),
    ...servedByHost(asRules('guest', (s) => s.guest.pc, parts.guest)),
    ...driverRules(parts),
    ...deviceRules(COOPERATIVE.vdevs, parts.device).filter(({ name }) => name === 'TDI memory request'),
  ],
  resting: (s) => s.host.pc === 'IDLE' && s.guest.pc === 'IDLE',
  normalize: (parts) => normalizer(evidenceApproved(parts)),
  weight: oneDeviceOdds,
};
