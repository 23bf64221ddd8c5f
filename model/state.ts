/**
 * The state of one device between a host, an RMM, one realm with one REC, and the wire. Field names and values are
 * the specifications' own; the first value of each set is where everything begins.
 *
 * Left out: the root port's own PDEV (the stream is one object, so that its two ends always agree), KROU platforms,
 * P2P, vSMMU, ATS, several VDEVs, RAM granules of the realm. Each is a world or an issue of its own.
 */

import { arrayOf, type Frozen, flag, fresh, int, oneOf, type StateView } from '../checker/fields.ts';
import { defineLayout } from '../checker/layout.ts';

/** Pages of the device's one TEE range in the realm's IPA space. */
export const PAGES = 2;
/** Granules of device memory inside the VDEV's address ranges: one for each page, and so the wrong one for the other. */
export const DEVICE_GRANULES = 2;

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
  'accept/validate-mapping',
  'accept/validate-mapping-exit',
  'accept/set-tdi-state',
  'accept/dma-enable',
  'unlock/dma-disable',
  'unlock/set-ripas',
  'unlock/set-tdi-state',
  'unlock/get-info',
);

/** Where the host driver's connect or disconnect is. */
export const hostPc = oneOf(
  'IDLE',
  'connect/ide-alloc',
  'connect/ide-register',
  'connect/buffers',
  'connect/delegate',
  'connect/pdev-create',
  'connect/communicate',
  'connect/set-pubkey',
  'connect/stream-connect',
  'connect/stream-complete',
  'connect/ide-enable',
  'teardown/pdev-abort',
  'teardown/stream-disconnect',
  'teardown/stream-complete',
  'teardown/pdev-stop',
  'teardown/communicate',
  'teardown/pdev-destroy',
  'teardown/undelegate',
  'teardown/release',
);

const spec = {
  /** DEN0137 A9.2.1. `certificate` is whose chain the RMM hashed, `key` whose public key the host handed over. */
  pdev: {
    state: oneOf('NONE', 'NEW', 'NEEDS_KEY', 'HAS_KEY', 'READY', 'STOPPED', 'ERROR'),
    op: oneOf('NONE', 'CONNECT', 'DISCONNECT', 'STREAM_COMPLETE', 'STOP'),
    comm: commState(),
    certificate: oneOf('NONE', 'GENUINE', 'OTHER_DEVICE'),
    key: oneOf('NONE', 'GENUINE', 'OTHER_DEVICE'),
  },
  /** DEN0137 A9.3: the NCOH stream between the root port and the device. */
  stream: { state: oneOf('DISCONNECTED', 'CONNECTING', 'CONNECTED', 'DISCONNECTING') },
  /** DEN0137 A9.4.1. A digest is held as whose bytes it was taken over. */
  vdev: {
    state: oneOf('NONE', 'NEW', 'UNLOCKED', 'LOCKED', 'STARTED', 'ERROR'),
    op: oneOf('NONE', 'UNLOCK', 'LOCK', 'START', 'GET_MEAS', 'GET_REPORT'),
    comm: commState(),
    dma: oneOf('DISABLED', 'ENABLED'),
    lockNonce: fresh('lock'),
    measNonce: fresh('meas'),
    reportNonce: fresh('report'),
    measDigest: bytesOf(),
    reportDigest: bytesOf(),
  },
  /** The one message between RMM and device, which the host carries: at most one is under way per device. */
  exchange: {
    at: oneOf('NONE', 'REQUEST', 'RESPONSE', 'REFUSED'),
    content: bytesOf(),
  },
  granules: {
    pdev: oneOf('UNDELEGATED', 'DELEGATED', 'PDEV'),
    vdev: oneOf('UNDELEGATED', 'DELEGATED', 'VDEV'),
  },
  /**
   * The realm's stage 2 over the IPA range that should lead to the device. A device granule that no entry points to is
   * GRAN_DELEGATED: whether the host has undelegated it again in the meantime is read by no rule but its own.
   */
  pages: arrayOf(PAGES, {
    ripas: oneOf('EMPTY', 'DEV', 'DESTROYED'),
    /** 0: RTTE_VOID. k: RTTE_NARCH_DEV with the output address of device granule k - 1. */
    output: int(DEVICE_GRANULES),
  }),
  /** The realm's REC while it is not running: what it waits for, and how far a range operation has come. */
  rec: {
    pending: oneOf('NONE', 'VDEV_REQUEST', 'VDEV_COMPLETE', 'DEV_MEM', 'RIPAS'),
    progress: int(PAGES),
  },
  /** The device at the other end of the SPDM session, or of the slot while there is none. */
  device: {
    identity: oneOf('GENUINE', 'OTHER_DEVICE'),
    /** How it is configured: as the relying party expects, or otherwise. */
    config: oneOf('GENUINE', 'ALTERED'),
    tdi: oneOf('CONFIG_UNLOCKED', 'CONFIG_LOCKED', 'RUN', 'ERROR'),
    session: flag(),
    /** The selective stream is keyed and Secure. */
    ide: flag(),
  },
  guest: {
    pc: guestPc,
    /** `pdev->tsm`: none, locked, accepted once, or locked with something left to undo. */
    context: oneOf('NONE', 'LOCKED', 'ACCEPTED', 'FAILED'),
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
    driver: flag(),
    /** The driver's one DMA mapping of a private buffer: mapped as it is, or copied to a shared swiotlb slot. */
    mapping: oneOf('NONE', 'PRIVATE', 'BOUNCED'),
  },
  /** The host driver, where a world has one (elsewhere the hostile host does what it likes). */
  host: {
    pc: hostPc,
    connected: flag(),
    /** Disconnect rather than a failed connect: which errno the operator sees at the end. */
    leaving: flag(),
    streamId: flag(),
    ide: oneOf('NONE', 'ALLOCATED', 'REGISTERED', 'ENABLED'),
    buffers: flag(),
    /** The driver's pointer to the PDEV granule. */
    pdevPage: flag(),
  },
};

export type State = StateView<typeof spec>;
export type Seen = Frozen<State>;
export const layout = defineLayout(spec);

export const vdevExists = (s: Seen): boolean => s.vdev.state !== 'NONE';
/** B4.5.91 VdevFindMapped: some granule of the VDEV's address ranges is mapped. */
export function someGranuleMapped(s: Seen): boolean {
  for (const page of s.pages) if (page.output !== 0) return true;
  return false;
}
export function someRipasDev(s: Seen): boolean {
  for (const page of s.pages) if (page.ripas === 'DEV') return true;
  return false;
}
