/** The worlds of the host driver on its own, `connect-faults` and `stream-peers`, and the rules of one that serves a realm. */

import { hostResetsDevice, hostTakesLinkDown } from '../adversary/bus.ts';
import { powers } from '../adversary/powers.ts';
import { communicateRules } from '../host/communicate.ts';
import { type AskedOf, exitRules } from '../host/exits.ts';
import { hostSysfsRules } from '../host/sysfs.ts';
import { normalizeRmm } from '../normalize.ts';
import { asRules } from '../program.ts';
import type { ModelRule } from '../rule.ts';
import type { Parts } from '../rules.ts';
import type { EndpointName, Size } from '../state.ts';
import type { World, WorldName } from './world.ts';

/** The host's programs that a world has need of, by the beginning of their steps' names. */
const hostPrograms = (parts: Parts, named: RegExp): readonly ModelRule[] =>
  asRules(
    'host',
    (s) => s.host.pc,
    parts.host.filter(({ at }) => named.test(at)),
  );

/** The host driver with its operator, and what happens to the devices meanwhile. */
const hostRules = (parts: Parts, endpoints: readonly EndpointName[]): readonly ModelRule[] => [
  ...hostSysfsRules(parts, endpoints),
  ...hostPrograms(parts, /^(connect|teardown)/),
  ...communicateRules(parts, ['ep', 'rp']),
  ...endpoints.flatMap((name) => [
    hostTakesLinkDown(parts.device, name),
    hostResetsDevice(parts.device, name),
  ]),
];

/** The world of the host driver with these endpoints under one root port. */
const hostAlone = (
  name: WorldName,
  endpoints: readonly EndpointName[],
  about: string,
  bounds: readonly string[],
): World => {
  const size: Size = {
    pdevs: [...endpoints, 'rp'],
    vdevs: ['v0'],
    pages: 1,
    deviceGranules: 1,
    with: ['host'],
  };
  return {
    name,
    about,
    powers: [powers.bus],
    bounds: [
      ...bounds,
      'any number of faults: the driver has no memory of earlier ones',
      'no realm: nothing is bound, so that a PDEV has no VDEVs',
      'the root port exchanges nothing with anybody: it has no SPDM (DEN0137 A9.2.1)',
      'the RMM sends an end of a stream operation to wait for the other at most twice: TF-RMM, which insists on turns, sends an endpoint that often',
      'a transaction takes at most two requests more than the first from a driver that counts: the least that tells one from many',
      'RMI_GRANULE_RANGE_UNDELEGATE takes back what the RMM gave up: a page that it keeps is leaked on purpose (S21)',
    ],
    size,
    tries: {
      ...size,
      communicating: size.pdevs,
      granules: size.pdevs,
      faults: [],
      rounds: false,
    },
    initial: [() => {}],
    rules: (parts) => hostRules(parts, endpoints),
    resting: (s) => s.host.pc === 'IDLE',
    normalize: () => normalizeRmm,
    weight: ({ input }) =>
      (input.fault ?? 'none') === 'none' && (input.meets ?? 'none') === 'none' && input.type === undefined
        ? 1
        : 0.1,
  };
};

export const connectFaults = hostAlone(
  'connect-faults',
  ['ep'],
  'The host driver with one operator, an honest RMM and device, and a fault at any step.',
  ['one endpoint under its root port: two are in stream-peers'],
);

export const streamPeers = hostAlone(
  'stream-peers',
  ['ep', 'ep2'],
  'The host driver with two endpoints under one root port, whose PDEV they share, and a fault at any step.',
  ['two endpoints: the least with which a root port outlives a stream'],
);

/** The host driver, its operator, its VMM and its KVM, serving a realm. */
export const servingHost = (parts: Parts, askedOf: AskedOf): readonly ModelRule[] => [
  ...hostSysfsRules(parts, ['ep']),
  ...hostPrograms(parts, /./),
  ...communicateRules(parts, ['ep', 'rp', 'vdev']),
  ...exitRules(parts, askedOf),
];
