/**
 * The TDI of TDISP: which request is legal in which state and where it leads (PCIe 6.x table 11-3), and what drives a
 * locked TDI to ERROR (11.2.6). A request without an arc is answered INVALID_INTERFACE_STATE and changes nothing. What
 * else can be wrong with a request, and what published implementations do otherwise, is in device/tdisp.ts, which
 * looks its states up here.
 */

import { setup } from 'xstate';
import { flatten } from './chart.ts';

export type TdiState = 'CONFIG_UNLOCKED' | 'CONFIG_LOCKED' | 'RUN' | 'ERROR';
export type TdispRequest =
  | 'GET_TDISP_VERSION'
  | 'GET_TDISP_CAPABILITIES'
  | 'LOCK_INTERFACE_REQUEST'
  | 'GET_DEVICE_INTERFACE_REPORT'
  | 'GET_DEVICE_INTERFACE_STATE'
  | 'START_INTERFACE_REQUEST'
  | 'STOP_INTERFACE_REQUEST'
  | 'BIND_P2P_STREAM_REQUEST'
  | 'UNBIND_P2P_STREAM_REQUEST'
  | 'SET_MMIO_ATTRIBUTE_REQUEST'
  | 'VDM_REQUEST';
export type TdiEvent =
  | TdispRequest
  /** A tracked register was written, the function was reset, or a bound stream became Insecure. */
  | 'VIOLATION'
  /** The device cleared its secrets by itself: permitted, not required. */
  | 'SECRETS_CLEARED'
  | 'CONVENTIONAL_RESET';

/** What is legal everywhere and leads nowhere. */
const asked = <S extends TdiState>(state: S) => ({
  GET_TDISP_VERSION: state,
  GET_TDISP_CAPABILITIES: state,
  GET_DEVICE_INTERFACE_STATE: state,
  VDM_REQUEST: state,
});

export const tdiChart = setup({ types: { events: {} as { type: TdiEvent } } }).createMachine({
  id: 'tdi',
  initial: 'CONFIG_UNLOCKED',
  states: {
    CONFIG_UNLOCKED: {
      on: {
        ...asked('CONFIG_UNLOCKED'),
        LOCK_INTERFACE_REQUEST: 'CONFIG_LOCKED',
        STOP_INTERFACE_REQUEST: 'CONFIG_UNLOCKED',
        CONVENTIONAL_RESET: 'CONFIG_UNLOCKED',
      },
    },
    CONFIG_LOCKED: {
      on: {
        ...asked('CONFIG_LOCKED'),
        START_INTERFACE_REQUEST: 'RUN',
        STOP_INTERFACE_REQUEST: 'CONFIG_UNLOCKED',
        GET_DEVICE_INTERFACE_REPORT: 'CONFIG_LOCKED',
        VIOLATION: 'ERROR',
        CONVENTIONAL_RESET: 'CONFIG_UNLOCKED',
      },
    },
    RUN: {
      on: {
        ...asked('RUN'),
        STOP_INTERFACE_REQUEST: 'CONFIG_UNLOCKED',
        GET_DEVICE_INTERFACE_REPORT: 'RUN',
        BIND_P2P_STREAM_REQUEST: 'RUN',
        UNBIND_P2P_STREAM_REQUEST: 'RUN',
        SET_MMIO_ATTRIBUTE_REQUEST: 'RUN',
        VIOLATION: 'ERROR',
        CONVENTIONAL_RESET: 'CONFIG_UNLOCKED',
      },
    },
    ERROR: {
      on: {
        ...asked('ERROR'),
        STOP_INTERFACE_REQUEST: 'CONFIG_UNLOCKED',
        SECRETS_CLEARED: 'CONFIG_UNLOCKED',
        CONVENTIONAL_RESET: 'CONFIG_UNLOCKED',
      },
    },
  },
});

export const tdi = flatten<TdiState, TdiEvent>(tdiChart);
