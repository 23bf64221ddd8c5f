/** `two-realms`: a realm, and one that sides with the host. */

import { powers } from '../adversary/powers.ts';
import { deviceRules } from '../device/rules.ts';
import { normalizeRealm } from '../normalize.ts';
import { realmRules } from '../realm/any-realm.ts';
import { otherRealmRules } from '../realm/other-realm.ts';
import { type ModelRule, withInputs } from '../rule.ts';
import type { Size } from '../state.ts';
import { withConnectedEndpoint } from './beginnings.ts';
import { NOT_TRIED, rmiRules, triesWhereConnected } from './rmi.ts';
import type { World } from './world.ts';

const TWO_REALMS: Size = {
  pdevs: ['ep', 'rp'],
  vdevs: ['v0', 'v1'],
  pages: 1,
  deviceGranules: 2,
  realms: 2,
  with: [],
};

/** Left out there: evidence, errors of a transaction, and what a device would have of either. */
const withoutEvidence = (rules: readonly ModelRule[]): readonly ModelRule[] =>
  withInputs(
    rules.filter(({ name }) => !/GET_(MEASUREMENTS|INTERFACE_REPORT)|clears its secrets/.test(name)),
    ({ status, freshness, config = 'GENUINE', peer = 'GENUINE' }) =>
      status !== 'ERROR' && freshness !== 'ZERO' && config === 'GENUINE' && peer === 'GENUINE',
  );

export const twoRealms: World = {
  name: 'two-realms',
  about:
    'The RMM between a hostile host, a realm that calls anything at any time, and a second realm that is with the host.',
  powers: [powers.rmiCalls, powers.mappings, powers.denial],
  bounds: [
    'two VDEVs of one connected endpoint, of which each realm has at most one, under the same id: the least with which one can be taken for the other',
    'the granule of the first becomes the VDEV of either realm, that of the second of the other realm alone: the rest is the same with the names exchanged',
    'one page of each realm, and one device granule for each TDI: what is mapped for whom, not how; partial and swapped mappings are in rmm-alone',
    'a call of the second realm is asked, completed, validated and ended in one step: what can come between is asked of the first, and the host that completes it is on its side',
    'no measurements and no report: the lock nonce is all the freshness that it takes to tell two VDEVs apart, and who reads the digests is asked of RSI_VDEV_GET_INFO',
    'a realm passes the freshness that its VDEV has: stale and zero ones are in rmm-alone',
    'a transaction fails by RMI_VDEV_ABORT alone: a device that answers otherwise, or whose TDI is disturbed, is in rmm-alone',
    'the PDEV stays connected, and granules stay delegated: their own life is in rmm-objects',
    'nonces are never equal by chance: 64-bit random in the RMM',
  ],
  size: TWO_REALMS,
  tries: triesWhereConnected(TWO_REALMS),
  initial: [
    (s) => {
      withConnectedEndpoint(s);
      for (const name of TWO_REALMS.vdevs) s.granules[name] = 'DELEGATED';
    },
  ],
  rules: (parts) =>
    withoutEvidence([
      ...rmiRules(parts, NOT_TRIED).filter(({ name }) => !/RMI_(PDEV|GRANULE)/.test(name)),
      ...realmRules(parts.commands, parts.rmm.tries),
      ...otherRealmRules(parts.commands, parts.rmm.tries),
      ...deviceRules(TWO_REALMS.vdevs, parts.device),
    ]),
  resting: () => true,
  // The VDEV of the realm that these reductions are about is the first, or none.
  normalize: () => normalizeRealm,
  weight: () => 1,
};
