/**
 * Who is there and what they may do. A verdict is about one world; every bound of it carries its reason here.
 */

import type { Input, Step } from '../checker/contract.ts';
import { hostDisturbsTdi, hostResetsDevice, hostTakesLinkDown } from './adversary/bus.ts';
import { type Power, powers } from './adversary/powers.ts';
import { hostileDeviceRules } from './device/hostile.ts';
import { deviceRules } from './device/rules.ts';
import { driverRules } from './guest/driver.ts';
import { registrationRules } from './guest/registration.ts';
import { evidenceApproved, partyRules, sysfsRules } from './guest/sysfs.ts';
import { communicateRules } from './host/communicate.ts';
import { type AskedOf, exitRules } from './host/exits.ts';
import { askedByGuest, servedByHost } from './host/served-guest.ts';
import { hostSysfsRules } from './host/sysfs.ts';
import { vmRules } from './host/vm.ts';
import { normalizeRealm, normalizeRmm, normalizer } from './normalize.ts';
import { oneDeviceOdds } from './odds.ts';
import { asRules } from './program.ts';
import { realmRules } from './realm/any-realm.ts';
import { askedByRealm, askingRealmRules } from './realm/asking-realm.ts';
import { otherRealmRules } from './realm/other-realm.ts';
import { has, type RmiName, rmiCommands } from './rmm/commands.ts';
import type { Tries } from './rmm/version.ts';
import type { ModelRule } from './rule.ts';
import type { Parts } from './rules.ts';
import {
  DEVICE_GRANULES,
  type EndpointName,
  PAGES,
  type Seen,
  type Size,
  type State,
  VDEVS,
} from './state.ts';

export type WorldName =
  | 'one-device'
  | 'guest-alone'
  | 'hostile-device'
  | 'connect-faults'
  | 'stream-peers'
  | 'bind-faults'
  | 'cooperative'
  | 'rmm-alone'
  | 'rmm-objects'
  | 'rmm-siblings'
  | 'two-realms';

export interface World {
  readonly name: WorldName;
  /** Who is there, in one sentence. */
  readonly about: string;
  readonly powers: readonly Power[];
  /** What the world leaves out or limits, and why that is enough. */
  readonly bounds: readonly string[];
  /** Which objects there are, and who else. */
  readonly size: Size;
  /** What of them the RMM's commands are tried with. */
  readonly tries: Tries;
  /** The ways in which it begins, from a state of which every field has the first of its values. */
  readonly initial: readonly ((s: State) => void)[];
  readonly rules: (parts: Parts) => readonly ModelRule[];
  readonly resting: (s: Seen) => boolean;
  /** Which states are taken for one: see normalize.ts. */
  readonly normalize: (parts: Parts) => (s: State) => void;
  /** How much a random walk prefers a step. Bends the odds so that walks get far; never what is possible. */
  readonly weight: (step: Step) => number;
}

const ONE_DEVICE: Size = {
  pdevs: ['ep', 'rp'],
  vdevs: ['v0'],
  pages: PAGES,
  deviceGranules: DEVICE_GRANULES,
  with: ['guest'],
};

/** See the bounds. What GET_STATE tells changes nothing, and a host that calls anything at any time needs no telling. */
const NOT_TRIED: readonly RmiName[] = [
  'RMI_PDEV_GET_STATE',
  'RMI_VDEV_GET_STATE',
  'RMI_PDEV_STREAM_KEY_REFRESH',
  'RMI_PDEV_STREAM_KEY_PURGE',
  'RMI_PDEV_IDE_KEY_REFRESH',
  'RMI_PDEV_IDE_RESET',
];

/** The root port has been set up at boot, and a platform of RMM 1.1 has none. */
function withRootPort(s: State): void {
  s.granules.rp = 'PDEV';
  s.pdevs.rp.state = 'READY';
}

/** The endpoint has been connected, and everything else is left to the world. */
function withConnectedEndpoint(s: State): void {
  withRootPort(s);
  s.granules.ep = 'PDEV';
  s.pdevs.ep.state = 'READY';
  s.pdevs.ep.certificate = 'GENUINE';
  s.pdevs.ep.key = 'GENUINE';
  s.pdevs.ep.maxNumVdevs = VDEVS.length;
  if (s.feat.streams === 'OBJECTS') s.streams.ep.state = 'CONNECTED';
  s.devices.ep.session = true;
  s.devices.ep.ide = true;
}

/** As that, by the host driver of this model. */
function withServedEndpoint(s: State): void {
  withConnectedEndpoint(s);
  s.pdevs.ep.maxNumVdevs = 1;
  const held = s.host.endpoints.ep;
  held.connected = true;
  held.streamId = true;
  held.ide = 'ENABLED';
  held.buffers = true;
  held.page = 'GRANULE';
  held.port = true;
  s.host.rootPort.buffers = true;
  s.host.rootPort.page = 'GRANULE';
}

/** As that, and its one VDEV has been created and comes to be unlocked. */
function withBoundVdev(s: State): void {
  withConnectedEndpoint(s);
  s.pdevs.ep.numVdevs = 1;
  s.granules.v0 = 'VDEV';
  s.vdevs.v0.state = 'UNLOCKED';
}

/** What creates a VDEV and ends it. */
const BINDS: ReadonlySet<string> = new Set(['RMI_VDEV_CREATE', 'RMI_VDEV_DESTROY']);

/** What a host can call in this world, in the text that the commands follow. */
export const rmiRules = (parts: Parts, without: readonly RmiName[] = []): readonly ModelRule[] =>
  (Object.keys(rmiCommands(parts.rmm)) as RmiName[])
    .filter((name) => has(parts.rmm.version, name) && !without.includes(name))
    .map((name) => parts.commands[name] as unknown as ModelRule);

const oneDevice: World = {
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

const GUEST_ALONE: Size = {
  pdevs: ['ep', 'rp'],
  vdevs: ['v0'],
  pages: PAGES,
  deviceGranules: DEVICE_GRANULES,
  with: ['guest', 'party'],
};

/** Everybody but the device, where its VDEV is there. */
const aroundTheGuest = (parts: Parts): readonly ModelRule[] => [
  ...rmiRules(parts, NOT_TRIED).filter(({ name }) => !/RMI_(PDEV|GRANULE)/.test(name) && !BINDS.has(name)),
  ...registrationRules(parts),
  ...sysfsRules(parts, 'of-a-generation'),
  ...partyRules(parts),
  ...asRules('guest', (s) => s.guest.pc, parts.guest),
  ...driverRules(parts),
];

const guestAlone: World = {
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
  tries: {
    ...GUEST_ALONE,
    pdevs: ['ep'],
    communicating: [],
    granules: [],
    faults: [],
    rounds: false,
  },
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

const hostileDevice: World = {
  ...guestAlone,
  name: 'hostile-device',
  about:
    'The guest kernel with one operator and a relying party, a hostile host, and a device that does what it likes.',
  bounds: [
    'the device is connected and its VDEV created and unlocked beforehand, and both stay: what happens before is in one-device',
    'the device keeps its certificate and its session: it has the key of no other',
    'it reports one of two things: what is expected, or something else',
    'that it is what it reports is not asked: nobody but the relying party judges that',
    ...guestAlone.bounds.slice(2),
  ],
  rules: (parts) => [...aroundTheGuest(parts), ...hostileDeviceRules(GUEST_ALONE.vdevs)],
};

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

const connectFaults = hostAlone(
  'connect-faults',
  ['ep'],
  'The host driver with one operator, an honest RMM and device, and a fault at any step.',
  ['one endpoint under its root port: two are in stream-peers'],
);

const streamPeers = hostAlone(
  'stream-peers',
  ['ep', 'ep2'],
  'The host driver with two endpoints under one root port, whose PDEV they share, and a fault at any step.',
  ['two endpoints: the least with which a root port outlives a stream'],
);

/** The host driver, its operator, its VMM and its KVM, serving a realm. */
const servingHost = (parts: Parts, askedOf: AskedOf): readonly ModelRule[] => [
  ...hostSysfsRules(parts, ['ep']),
  ...hostPrograms(parts, /./),
  ...communicateRules(parts, ['ep', 'rp', 'vdev']),
  ...exitRules(parts, askedOf),
];

const BIND_FAULTS: Size = {
  pdevs: ['ep', 'rp'],
  vdevs: ['v0'],
  pages: 1,
  deviceGranules: 1,
  with: ['host', 'tdi'],
};

const bindFaults: World = {
  name: 'bind-faults',
  about:
    'The host driver, its VMM and KVM, serving a realm that asks for anything and a VM that may be gone, with a fault at any step.',
  powers: [],
  bounds: [
    'one TDI and one VM with one vCPU: what one of each can suffer',
    'one page: mappings that are partial or swapped are in one-device',
    'the device is connected beforehand: it may be disconnected and connected again, and either may fail',
    'a device that is gone answers nothing any more: link loss and reset are in connect-faults',
    'a transaction takes at most two requests more than the first from a driver that counts: the least that tells one from many',
    'the VM is destroyed only between two operations of the host: what is under way holds the device lock',
  ],
  size: BIND_FAULTS,
  tries: {
    ...BIND_FAULTS,
    communicating: ['ep', 'rp'],
    granules: ['ep', 'rp', 'v0'],
    faults: [],
    rounds: false,
  },
  initial: [withServedEndpoint],
  rules: (parts) => [
    ...servingHost(parts, askedByRealm),
    ...askingRealmRules(parts.commands, parts.rmm.tries),
    ...vmRules(parts),
  ],
  resting: (s) => s.host.pc === 'IDLE' && s.host.tdi.answer === 'NONE',
  normalize: () => normalizeRealm,
  weight: ({ input }) => ((input.fault ?? 'none') === 'none' && (input.meets ?? 'none') === 'none' ? 1 : 0.1),
};

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
  rules
    .filter(({ name }) => !AFTER_FAULTS.test(name))
    .map((rule) => ({
      ...rule,
      inputs: (rule.inputs as readonly Input[]).filter(goesWell) as readonly unknown[] as readonly never[],
    }));

/** The host's operator asks the guest's before. */
const onlyWhenLetGo = (rule: ModelRule): ModelRule =>
  rule.name === 'write tsm/disconnect'
    ? {
        ...rule,
        offered: (s: Seen, i: never) =>
          (rule.offered?.(s, i) ?? true) && s.guest.context === 'NONE' && s.guest.pc === 'IDLE',
      }
    : rule;

const cooperative: World = {
  name: 'cooperative',
  about: 'Both series, the RMM and the device, with an operator on either side: nobody hostile, no faults.',
  powers: [],
  bounds: [
    'one device, one TDI, one VM with one vCPU: the whole life of one device',
    'two pages in the one TEE range: as in one-device, so that its traces can be compared',
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

const RMM_ALONE: Size = {
  pdevs: ['ep', 'rp'],
  vdevs: ['v0'],
  pages: PAGES,
  deviceGranules: DEVICE_GRANULES,
  with: [],
};

const rmmAlone: World = {
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
    ...RMM_ALONE,
    pdevs: ['ep'],
    communicating: [],
    granules: ['v0'],
    faults: ['pages'],
    rounds: false,
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

const RMM_OBJECTS: Size = {
  pdevs: ['ep', 'rp'],
  vdevs: ['v0'],
  pages: 1,
  deviceGranules: 1,
  with: [],
};

const rmmObjects: World = {
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

const RMM_SIBLINGS: Size = {
  pdevs: ['ep', 'rp'],
  vdevs: ['v0', 'v1'],
  pages: 1,
  deviceGranules: 1,
  with: [],
};

const rmmSiblings: World = {
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
    ...RMM_SIBLINGS,
    pdevs: ['ep'],
    communicating: [],
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
  rules
    .filter(({ name }) => !/GET_(MEASUREMENTS|INTERFACE_REPORT)|clears its secrets/.test(name))
    .map((rule) => ({
      ...rule,
      inputs: (rule.inputs as readonly Input[]).filter(
        ({ status, freshness, config = 'GENUINE', peer = 'GENUINE' }) =>
          status !== 'ERROR' && freshness !== 'ZERO' && config === 'GENUINE' && peer === 'GENUINE',
      ) as readonly unknown[] as readonly never[],
    }));

const twoRealms: World = {
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
  tries: {
    ...TWO_REALMS,
    pdevs: ['ep'],
    communicating: [],
    granules: [],
    faults: [],
    rounds: false,
  },
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

export const worlds: Readonly<Record<WorldName, World>> = {
  'one-device': oneDevice,
  'guest-alone': guestAlone,
  'hostile-device': hostileDevice,
  'connect-faults': connectFaults,
  'stream-peers': streamPeers,
  'bind-faults': bindFaults,
  cooperative,
  'rmm-alone': rmmAlone,
  'rmm-objects': rmmObjects,
  'rmm-siblings': rmmSiblings,
  'two-realms': twoRealms,
};
