/**
 * The TDI of TDISP: which request is legal in which state (PCIe 6.x table 11-3), and what drives a locked TDI to
 * ERROR (11.2.6). A request without an arc is answered INVALID_INTERFACE_STATE and changes nothing.
 */

import { setup } from 'xstate';
import { flatten } from './chart.ts';

export type TdiState = 'CONFIG_UNLOCKED' | 'CONFIG_LOCKED' | 'RUN' | 'ERROR';
export type TdiEvent =
  | 'LOCK_INTERFACE_REQUEST'
  | 'START_INTERFACE_REQUEST'
  | 'STOP_INTERFACE_REQUEST'
  | 'GET_DEVICE_INTERFACE_REPORT'
  /** A tracked register was written, the function was reset, or a bound stream became Insecure. */
  | 'VIOLATION'
  /** The device cleared its secrets by itself: permitted, not required. */
  | 'SECRETS_CLEARED'
  | 'CONVENTIONAL_RESET';

export const tdiChart = setup({ types: { events: {} as { type: TdiEvent } } }).createMachine({
  id: 'tdi',
  initial: 'CONFIG_UNLOCKED',
  states: {
    CONFIG_UNLOCKED: {
      on: {
        LOCK_INTERFACE_REQUEST: 'CONFIG_LOCKED',
        STOP_INTERFACE_REQUEST: 'CONFIG_UNLOCKED',
        CONVENTIONAL_RESET: 'CONFIG_UNLOCKED',
      },
    },
    CONFIG_LOCKED: {
      on: {
        START_INTERFACE_REQUEST: 'RUN',
        STOP_INTERFACE_REQUEST: 'CONFIG_UNLOCKED',
        GET_DEVICE_INTERFACE_REPORT: 'CONFIG_LOCKED',
        VIOLATION: 'ERROR',
        CONVENTIONAL_RESET: 'CONFIG_UNLOCKED',
      },
    },
    RUN: {
      on: {
        STOP_INTERFACE_REQUEST: 'CONFIG_UNLOCKED',
        GET_DEVICE_INTERFACE_REPORT: 'RUN',
        VIOLATION: 'ERROR',
        CONVENTIONAL_RESET: 'CONFIG_UNLOCKED',
      },
    },
    ERROR: {
      on: {
        STOP_INTERFACE_REQUEST: 'CONFIG_UNLOCKED',
        SECRETS_CLEARED: 'CONFIG_UNLOCKED',
        CONVENTIONAL_RESET: 'CONFIG_UNLOCKED',
      },
    },
  },
});

export const tdi = flatten<TdiState, TdiEvent>(tdiChart);
