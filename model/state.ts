/**
 * The state of everybody between a device and a realm. Field names and values are the specifications' own; the first
 * value of each set is the all-zero one. A world's layout holds the objects that the world has: see `layoutFor`.
 *
 * Left out: KROU platforms, P2P, vSMMU, ATS and PASID, RAM granules of the realm beyond one. Each is said where it matters.
 */

import { arrayOf, type Frozen, flag, fresh, int, oneOf, type StateView } from '../checker/fields.ts';
import { defineLayout, type Layout } from '../checker/layout.ts';

/** PDEV objects: two endpoints that speak SPDM, and the root port above them. */
export const PDEVS = ['ep', 'rp', 'ep2'] as const;
export type PdevName = (typeof PDEVS)[number];
export type EndpointName = Exclude<PdevName, 'rp'>;
export const ENDPOINTS: readonly EndpointName[] = ['ep', 'ep2'];
export const VDEVS = ['v0', 'v1'] as const;
export type VdevName = (typeof VDEVS)[number];

/** Pages of the device's one TEE range in the realm's IPA space, in the worlds that are searched. */
export const PAGES = 2;
/** Granules of device memory there: one for each page, and so the wrong one for the other. */
export const DEVICE_GRANULES = 2;
/** Device granules from this one on are in no VDEV's address ranges. */
export const GRANULES_IN_RANGES = 8;

/** Whose bytes an object holds: the names of the evidence catalogue, less those that no RMM ever hashes. */
const bytesOf = () => oneOf('NONE', 'GENUINE', 'ALTERED', 'OTHER_DEVICE');

const commState = () => oneOf('IDLE', 'PENDING', 'ACTIVE', 'ERROR');

/** Where the guest kernel is. Everything between two of these names happens at once, as far as anybody can tell. */
export const guestPc = oneOf(
  'IDLE',
  'lock/set-tdi-state',
  'lock/get-info-1',
  'lock/get-report',
  'lock/get-measurements',
  'lock/read-certificate',
  'lock/read-vca',
  'lock/read-report',
  'lock/read-measurements',
  'lock/get-info-2',
  'lock/undo',
  'lock/undo-get-info',
  'accept/validate-mapping',
  'accept/validate-mapping-exit',
  'accept/set-tdi-state',
  'accept/dma-enable',
  'accept/undo',
  'unlock/dma-disable',
  'unlock/set-ripas',
  'unlock/set-tdi-state',
  'unlock/get-info',
  /** The task has died in the kernel, with its locks held. */
  'oops',
);

/** Where the host driver's connect or disconnect is. Both hold pci_tsm_rwsem for writing, so that there is one at a time. */
export const hostPc = oneOf(
  'IDLE',
  'connect/ide-alloc',
  'connect/ide-register',
  'connect/buffers',
  'connect/delegate',
  'connect/pdev-create',
  'connect/identity',
  'connect/set-pubkey',
  'connect/session',
  'connect/port-buffers',
  'connect/port-delegate',
  'connect/port-create',
  'connect/port-identity',
  'connect/stream-connect',
  'connect/stream-peers',
  'connect/stream-complete',
  'connect/ide-enable',
  'teardown/stream-disconnect',
  'teardown/stream-peers',
  'teardown/stream-complete',
  'teardown/port-stop',
  'teardown/port-stopping',
  'teardown/port-destroy',
  'teardown/port-undelegate',
  'teardown/pdev-abort',
  'teardown/pdev-stop',
  'teardown/pdev-stopping',
  'teardown/pdev-destroy',
  'teardown/undelegate',
  'teardown/release',
  'bind/delegate',
  'bind/vdev-create',
  'bind/unlocked',
  'bind/vdev-lock',
  'bind/locked',
  'unbind/unmap',
  'unbind/vdev-abort',
  'unbind/vdev-unlock',
  'unbind/unlocked',
  'unbind/vdev-destroy',
  'unbind/undelegate',
  'request/start',
  'request/started',
  'request/get-report',
  'request/report',
  'request/get-measurements',
  'request/measurements',
  'exit/complete',
  'exit/map',
  'exit/validate',
  'exit/unmap',
  'exit/set-ripas',
);

/** Rounds of one transaction after which the hardened driver stops asking: the least that tells one from many. */
export const MAX_ROUNDS = 2;
/** What a peer counts to: STREAM_WAIT twice, as an RMM that insists on turns says to an endpoint (TF-RMM), and its end. */
export const MAX_TURNS = 3;

/** The driver's page for a PDEV: the granule of that name, or another one while an older PDEV of the same device keeps it. */
const page = () => oneOf('NONE', 'GRANULE', 'ANOTHER');

/** What the driver holds for an endpoint. */
const held = () => ({
  connected: flag(),
  streamId: flag(),
  ide: oneOf('NONE', 'ALLOCATED', 'REGISTERED', 'ENABLED'),
  buffers: flag(),
  page: page(),
  /** One of the references to the root port's PDEV. */
  port: flag(),
});

/** What the host has for the one TDI and its VM, where a world has a realm that the host serves. */
const servedTdi = () => ({
  /** `pdev->tsm->tdi` is set. */
  bound: flag(),
  page: page(),
  /** What the realm, where it is no kernel of this model, has asked for by RHI. */
  asked: oneOf('NONE', 'LOCK', 'RUN', 'UNLOCK', 'REPORT', 'MEASUREMENTS'),
  /** What its vCPU will be entered with, for whatever it exited. */
  answer: oneOf('NONE', 'SUCCESS', 'ERROR'),
  /** The cached objects, as whose bytes they are. */
  report: bytesOf(),
  measurements: bytesOf(),
  /** The VM is gone, and with it everything that would run in the realm. */
  vmGone: flag(),
});

/** The work item that communicates for one PDEV or VDEV. */
const worker = () => ({
  at: oneOf('ENDED', 'RUNS', 'WAITS', 'ABORTS'),
  /** It gave up, or left the PDEV in ERROR. */
  failed: flag(),
  /** How often it told the other one of progress (`stream_sync.val`). */
  turns: int(MAX_TURNS),
});

const pdev = () => ({
  /** DEN0137 A9.2.1; IDE_RESETTING, COMMUNICATING and STOPPING are states of 1.1-alp17 alone. */
  state: oneOf(
    'NONE',
    'NEW',
    'NEEDS_KEY',
    'HAS_KEY',
    'READY',
    'STOPPED',
    'ERROR',
    'IDE_RESETTING',
    'COMMUNICATING',
    'STOPPING',
  ),
  op: oneOf('NONE', 'CONNECT', 'DISCONNECT', 'KEY_REFRESH', 'KEY_PURGE', 'STREAM_COMPLETE', 'STOP'),
  comm: commState(),
  numVdevs: int(VDEVS.length),
  /** Up to the number of TDIs that any world has. */
  maxNumVdevs: int(VDEVS.length),
  /** Whose chain the RMM hashed. */
  certificate: oneOf('NONE', 'GENUINE', 'OTHER_DEVICE'),
  /** Whose public key the host handed over. */
  key: oneOf('NONE', 'GENUINE', 'OTHER_DEVICE'),
});

/** DEN0137 A9.3: the NCOH stream of an endpoint to the root port. DISCONNECTED: there is none. */
const stream = () => ({
  state: oneOf('DISCONNECTED', 'CONNECTING', 'CONNECTED', 'DISCONNECTING', 'KEY_REFRESHING', 'KEY_PURGING'),
  /** Whose turn it is while both ends communicate, where an RMM insists on an order (TF-RMM does). */
  turn: oneOf('NONE', 'START', 'RP_READY', 'EP_READY', 'RP_DONE'),
});

/** DEN0137 A9.4.1. A digest is held as whose bytes it was taken over. */
const vdev = () => ({
  state: oneOf('NONE', 'NEW', 'UNLOCKED', 'LOCKED', 'STARTED', 'ERROR'),
  op: oneOf('NONE', 'UNLOCK', 'LOCK', 'START', 'GET_MEAS', 'GET_REPORT'),
  comm: commState(),
  dma: oneOf('DISABLED', 'ENABLED'),
  lockNonce: fresh('lock'),
  measNonce: fresh('meas'),
  reportNonce: fresh('report'),
  measDigest: bytesOf(),
  reportDigest: bytesOf(),
  /** What RMI_VDEV_CREATE was told: the PDEV, the id in the realm, the TDI, and the address ranges. */
  pdev: oneOf('ep', 'ep2'),
  id: int(VDEVS.length),
  tdi: int(VDEVS.length),
  ranges: oneOf('DEV', 'NONE', 'UNALIGNED'),
});

/** The same where each TDI has device granules of its own: whose it is, and whether its ranges are those of the other TDI. */
const ownedVdev = () => ({
  ...vdev(),
  ranges: oneOf('DEV', 'NONE', 'UNALIGNED', 'OTHERS'),
  realm: oneOf('REALM', 'OTHER_REALM'),
});

const granule = () => oneOf('UNDELEGATED', 'DELEGATED', 'PDEV', 'VDEV');

/** What the device is, at the other end of the SPDM session or of the slot while there is none. */
const device = () => ({
  identity: oneOf('GENUINE', 'OTHER_DEVICE'),
  /** How it is configured: as the relying party expects, or otherwise. */
  config: oneOf('GENUINE', 'ALTERED'),
  session: flag(),
  /** The selective stream is keyed and Secure. */
  ide: flag(),
});

/** The one message between RMM and device, which the host carries: at most one is under way per device. */
const exchange = () => ({
  at: oneOf('NONE', 'REQUEST', 'RESPONSE', 'REFUSED'),
  content: bytesOf(),
});

const tdi = () => ({ state: oneOf('CONFIG_UNLOCKED', 'CONFIG_LOCKED', 'RUN', 'ERROR') });

/** An entry of a realm's stage 2. */
const rtte = () => ({
  ripas: oneOf('EMPTY', 'RAM', 'DEV', 'DESTROYED'),
  /** 0: RTTE_VOID. k: RTTE_NARCH_DEV with the output address of device granule k - 1. */
  output: int(DEVICE_GRANULES),
});

/** A realm's REC while it is not running: what it waits for, the call and its arguments, and how far it has come. */
const rec = () => ({
  pending: oneOf('NONE', 'VDEV_REQUEST', 'VDEV_COMPLETE', 'DEV_MEM', 'RIPAS'),
  call: oneOf('NONE', 'GET_INFO', 'DMA_ENABLE', 'DMA_DISABLE', 'VALIDATE_MAPPING'),
  /** Realm device id that the call names. */
  id: int(VDEVS.length),
  /** The VDEV that the host completed the request with. */
  vdev: oneOf('v0', 'v1'),
  lockNonce: fresh('lock'),
  measNonce: fresh('meas'),
  reportNonce: fresh('report'),
  base: int(PAGES),
  top: int(PAGES),
  /** Output of `base` that the realm asks for, as in `pages`. */
  output: int(DEVICE_GRANULES),
  progress: int(PAGES),
});

const spec = {
  feat: {
    /** Feature DA of the RMM, and of the realm. */
    da: oneOf('TRUE', 'FALSE'),
    realmDa: oneOf('TRUE', 'FALSE'),
    /** Whether IDE streams are objects of their own (2.0), or set up with the PDEV's session (1.1-alp17). */
    streams: oneOf('OBJECTS', 'OF_PDEV'),
  },
  /** The PSMMU's level 2 stream table, in which a VDEV takes its entry. */
  psmmu: { l2: oneOf('PRESENT', 'ABSENT') },
  pdevs: { ep: pdev(), rp: pdev(), ep2: pdev() },
  streams: { ep: stream(), ep2: stream() },
  vdevs: { v0: ownedVdev(), v1: ownedVdev() },
  exchanges: { ep: exchange(), ep2: exchange() },
  granules: { ep: granule(), rp: granule(), ep2: granule(), v0: granule(), v1: granule() },
  deviceGranules: arrayOf(DEVICE_GRANULES, { state: oneOf('DELEGATED', 'UNDELEGATED', 'MAPPED') }),
  /** The realm's stage 2 over the IPA range that should lead to the device. */
  pages: arrayOf(PAGES, rtte()),
  rec: rec(),
  devices: { ep: device(), ep2: device() },
  tdis: { v0: tdi(), v1: tdi() },
  guest: {
    pc: guestPc,
    /** `pdev->tsm`: none, locked, accepted once, locked with something left to undo, or of a TSM that is gone. */
    context: oneOf('NONE', 'LOCKED', 'ACCEPTED', 'FAILED', 'DANGLING'),
    /** `cc_accepted` of the driver core. */
    accepted: flag(),
    /** lock_nonce of the first of the two RSI_VDEV_GET_INFO calls. */
    firstLockNonce: fresh('lock'),
    /** Nonces of the second, against which the evidence was verified. */
    lockNonce: fresh('lock'),
    measNonce: fresh('meas'),
    reportNonce: fresh('report'),
    /** The objects read from the host, as whose bytes they are; published once verified. */
    certificate: bytesOf(),
    vca: bytesOf(),
    report: bytesOf(),
    measurements: bytesOf(),
    /** Which refresh the measurements are from: they hold the responder's nonce. */
    measurementsOf: fresh('meas'),
    /** Some object read is none that an RMM of this world ever hashed. */
    forged: flag(),
    /** Pages done by the range operation under way. */
    next: int(PAGES),
    /** `pdev->tsm` points to a table of the ranges (`dsc->pci.mmio`). */
    table: flag(),
    /** The ranges' resources in the resource tree: none, those of the table, some without one, some in freed memory. */
    tree: oneOf('EMPTY', 'OWNED', 'LOST', 'FREED'),
    /** Published objects that nothing points to any more. */
    leaked: flag(),
    /** No TSM is registered for the device: the series' module has not probed, or has gone. */
    unregistered: flag(),
    driver: flag(),
    /** Which alias ioremap() gave the driver for the device's registers. */
    io: oneOf('NONE', 'PRIVATE', 'SHARED'),
    /** The driver's one DMA mapping of a private buffer: mapped as it is, or copied to a shared swiotlb slot. */
    mapping: oneOf('NONE', 'PRIVATE', 'BOUNCED'),
  },
  /** The relying party, where a world has one that takes its time (elsewhere it judges what is accepted as it is). */
  party: {
    /** The generation of evidence that it approved last. */
    approved: fresh('meas'),
  },
  /** The host driver, where a world has one (elsewhere the hostile host does what it likes). */
  host: {
    pc: hostPc,
    /** Which endpoint the operation under way is about. */
    of: oneOf('ep', 'ep2'),
    /** Disconnect rather than connect. */
    leaving: flag(),
    /** What the write to tsm/connect will return. */
    errno: oneOf('0', '-ENOMEM', '-EIO', '-ENXIO', '-EINVAL', '-EPROTO', '-EPERM', '-EOPNOTSUPP'),
    endpoints: { ep: held(), ep2: held() },
    /** What it holds for the root port above them, as long as some endpoint has a stream through it. */
    rootPort: { buffers: flag(), page: page() },
    workers: { ep: worker(), rp: worker() },
    /** Requests of the transaction under way. */
    rounds: int(MAX_ROUNDS),
    tdi: servedTdi(),
  },
  /** Of a second realm, where a world has one. */
  otherPages: arrayOf(PAGES, rtte()),
  otherRec: rec(),
};

export type State = StateView<typeof spec>;
export type Seen = Frozen<State>;

/** Which objects a world has, and how many pages and device granules. */
export interface Size {
  readonly pdevs: readonly PdevName[];
  readonly vdevs: readonly VdevName[];
  readonly pages: number;
  readonly deviceGranules: number;
  /** One, if absent. */
  readonly realms?: 2;
  /** Two devices with a VDEV each, and device granules of their own. Where there are two realms they are as well. */
  readonly ownGranules?: true;
  /** Who else is there and has a state of its own: a guest kernel, a relying party, a host driver, what it serves a realm with. */
  readonly with: readonly ('guest' | 'party' | 'host' | 'tdi')[];
}

const keep = <T extends object>(record: T, names: readonly string[]): T =>
  Object.fromEntries(Object.entries(record).filter(([name]) => names.includes(name))) as T;

/**
 * The layout of a world of this size. What the size leaves out is not there at all, so no rule of that world may name
 * it: rules learn names from their inputs, and those are made from the same size.
 */
export function layoutFor(size: Size): Layout<State> {
  const { guest, party, host, otherPages: _pages, otherRec: _rec, ...rmm } = spec;
  const endpoints = size.pdevs.filter((name) => name !== 'rp');
  const others = keep({ guest, party, host }, size.with);
  return defineLayout({
    ...rmm,
    pdevs: keep(spec.pdevs, size.pdevs),
    streams: keep(spec.streams, endpoints),
    vdevs: keep(size.realms === 2 || size.ownGranules ? spec.vdevs : { v0: vdev(), v1: vdev() }, size.vdevs),
    exchanges: keep(spec.exchanges, endpoints),
    granules: keep(spec.granules, [...size.pdevs, ...size.vdevs]),
    deviceGranules: { ...spec.deviceGranules, length: size.deviceGranules },
    pages: pagesFor(size),
    rec: recFor(size),
    devices: keep(spec.devices, endpoints),
    tdis: keep(spec.tdis, size.vdevs),
    ...others,
    ...('host' in others
      ? {
          host: {
            ...keep(
              host,
              Object.keys(host).filter((name) => name !== 'tdi' || size.with.includes('tdi')),
            ),
            endpoints: keep(host.endpoints, endpoints),
          },
        }
      : {}),
    ...(size.realms === 2 ? { otherPages: pagesFor(size), otherRec: recFor(size) } : {}),
  }) as Layout<State>;
}

const pagesFor = ({ pages, deviceGranules }: Size) =>
  arrayOf(pages, { ...rtte(), output: int(deviceGranules) });
const recFor = ({ pages, deviceGranules }: Size) => ({
  ...rec(),
  base: int(pages),
  top: int(pages),
  progress: int(pages),
  output: int(deviceGranules),
});

export const isEndpoint = (name: PdevName): name is EndpointName => name !== 'rp';
/** The name of a rule about an endpoint; most worlds have but one. */
export const onEndpoint = (name: string, endpoint: EndpointName): string =>
  endpoint === 'ep' ? name : `${name} ${endpoint}`;
/** Something of every endpoint that the host driver knows. */
export const someEndpoint = (
  s: Seen,
  holds: (held: Seen['host']['endpoints']['ep'], name: EndpointName) => boolean,
): boolean => {
  for (const name in s.host.endpoints) {
    const endpoint = name as EndpointName;
    if (holds(s.host.endpoints[endpoint], endpoint)) return true;
  }
  return false;
};
export const vdevExists = (s: Seen, vdev: VdevName): boolean => s.vdevs[vdev].state !== 'NONE';
/** There is a VDEV of this name, in this world and at this time, and it is of that endpoint. */
export const vdevIsOf = (s: Seen, vdev: VdevName, endpoint: EndpointName): boolean =>
  s.vdevs[vdev] !== undefined && vdevExists(s, vdev) && s.vdevs[vdev].pdev === endpoint;

/**
 * Whether a device granule is in a VDEV's address ranges. Where there are two realms or two devices, the last granule is the
 * second TDI's and the others are the first's; elsewhere one TDI has them all.
 */
export function isInRanges(s: Seen, name: VdevName, granule: number): boolean {
  const { ranges, tdi, realm } = s.vdevs[name];
  if (ranges === 'NONE' || granule >= GRANULES_IN_RANGES) return false;
  const owner = granule === s.deviceGranules.length - 1 ? 1 : 0;
  return realm === undefined || owner === (ranges === 'OTHERS' ? 1 - tdi : tdi);
}

/** B4.5.91 VdevFindMapped: some granule of the VDEV's address ranges is mapped. */
export function someGranuleMapped(s: Seen, vdev: VdevName): boolean {
  for (let k = 0; k < s.deviceGranules.length; k++)
    if (s.deviceGranules[k]!.state === 'MAPPED' && isInRanges(s, vdev, k)) return true;
  return false;
}
/** How many of the realm's pages are the TEE range of its first device. The one page of a second device is the last. */
export const pagesInRange = (s: Seen): number =>
  s.devices.ep2 === undefined ? s.pages.length : s.pages.length - 1;

/** RIPAS of some page of that range is DEV. */
export function someRipasDev(s: Seen): boolean {
  for (let k = 0; k < pagesInRange(s); k++) if (s.pages[k]!.ripas === 'DEV') return true;
  return false;
}
