/**
 * Published TDISP responders as behaviours: the specification, and what each does otherwise, a switch for each row in
 * which they differ (README.md beside this file has the table). Read in the sources named; confirmed by nobody.
 */

import type { TdiState, TdispRequest } from '../lifecycle/tdi.ts';
import type { ErrorCode } from './tdisp-messages.ts';

export interface Behaviour {
  readonly name: string;
  readonly source: string;
  /** States in which STOP is refused with INVALID_INTERFACE_STATE. */
  readonly stopRefusedIn: readonly TdiState[];
  /** What an error reply does to the state: nothing; to ERROR whatever the error; unbound by a request illegal there. */
  readonly onError: 'NOTHING' | 'ERROR' | 'UNBINDS';
  /** What GET_TDISP_VERSION does besides. */
  readonly onGetVersion: 'NOTHING' | 'ZEROES_INTERFACE' | 'FORGETS_NONCE';
  /** A request for the report where it is illegal: `STALE` gives what the last LOCK left, if there is any. */
  readonly reportInUnlocked: ErrorCode | 'STALE';
  readonly reportInError: ErrorCode | 'SERVED';
  readonly wrongNonce: ErrorCode;
  readonly nonceAfterStart: 'DESTROYED' | 'KEPT';
  readonly nonceAfterStop: 'DESTROYED' | 'KEPT';
  /** Whether LOCK draws and stores its nonce before it looks at the state, so that one which fails replaces the nonce. */
  readonly lockDrawsNonce: 'LAST' | 'FIRST';
  /** LOCK: the samples look at state and entropy alone, not at keys, stream or configuration. */
  readonly lockChecks: 'ALL' | 'STATE_AND_ENTROPY';
  /** Requests for which the interface id is not compared. */
  readonly anyInterface: 'NONE' | 'ALL' | readonly TdispRequest[];
  readonly unsupported: readonly TdispRequest[];
  /** Whether UNBIND_P2P_STREAM of stream 0, never bound, succeeds: it is what an empty slot holds. */
  readonly unbindsStreamZero: boolean;
  /** Whether it can leave ERROR without being asked. */
  readonly leavesErrorByItself: boolean;
}

const P2P: readonly TdispRequest[] = ['BIND_P2P_STREAM_REQUEST', 'UNBIND_P2P_STREAM_REQUEST'];
const OPTIONAL: readonly TdispRequest[] = [...P2P, 'SET_MMIO_ATTRIBUTE_REQUEST', 'VDM_REQUEST'];

export const specification: Behaviour = {
  name: 'specification',
  source: 'PCIe 6.x chapter 11',
  stopRefusedIn: [],
  onError: 'NOTHING',
  onGetVersion: 'NOTHING',
  reportInUnlocked: 'INVALID_INTERFACE_STATE',
  reportInError: 'INVALID_INTERFACE_STATE',
  wrongNonce: 'INVALID_NONCE',
  nonceAfterStart: 'DESTROYED',
  nonceAfterStop: 'DESTROYED',
  lockDrawsNonce: 'LAST',
  lockChecks: 'ALL',
  anyInterface: 'NONE',
  unsupported: [],
  unbindsStreamZero: false,
  leavesErrorByItself: true,
};

export const behaviours: readonly Behaviour[] = [
  specification,
  {
    ...specification,
    name: 'spdm-emu',
    source: 'DMTF/spdm-emu 85436d53, library/pci_tdisp_device_lib_sample and pci_tdisp_responder_lib',
    stopRefusedIn: ['CONFIG_UNLOCKED'],
    onGetVersion: 'ZEROES_INTERFACE',
    reportInUnlocked: 'STALE',
    reportInError: 'SERVED',
    nonceAfterStart: 'KEPT',
    nonceAfterStop: 'KEPT',
    lockChecks: 'STATE_AND_ENTROPY',
    // It sets the one global interface to whatever is named.
    anyInterface: ['GET_TDISP_VERSION'],
    unsupported: OPTIONAL,
  },
  {
    ...specification,
    name: 'spdm-rs',
    source: 'ccc-spdm-tools/spdm-rs 24d02b86, tdisp/ and test/spdm-responder-emu',
    stopRefusedIn: ['CONFIG_UNLOCKED', 'CONFIG_LOCKED', 'ERROR'],
    onError: 'ERROR',
    nonceAfterStart: 'KEPT',
    nonceAfterStop: 'KEPT',
    lockChecks: 'STATE_AND_ENTROPY',
    anyInterface: 'ALL',
    unbindsStreamZero: true,
    leavesErrorByItself: false,
  },
  {
    ...specification,
    name: 'openvmm',
    source: 'microsoft/openvmm 1488a37b, vm/devices/tdisp',
    onError: 'UNBINDS',
    // A guest's interface to its hypervisor rather than the wire: there are these requests and no others.
    unsupported: OPTIONAL,
  },
  {
    ...specification,
    name: 'caliptra-mcu-sw',
    source:
      'chipsalliance/caliptra-mcu-sw 53df00ed, spdm-lib/vdm-handler/src/pci_sig/tdisp and emulated_tdisp.rs',
    stopRefusedIn: ['CONFIG_UNLOCKED'],
    onGetVersion: 'FORGETS_NONCE',
    reportInUnlocked: 'INVALID_REQUEST',
    reportInError: 'SERVED',
    wrongNonce: 'INVALID_INTERFACE_STATE',
    nonceAfterStop: 'KEPT',
    lockDrawsNonce: 'FIRST',
    lockChecks: 'STATE_AND_ENTROPY',
    anyInterface: [
      'GET_TDISP_VERSION',
      'GET_TDISP_CAPABILITIES',
      'GET_DEVICE_INTERFACE_STATE',
      'STOP_INTERFACE_REQUEST',
      ...OPTIONAL,
    ],
    unsupported: OPTIONAL,
  },
];
