/**
 * The PDEV of DEN0137 A9.2.3. COMPLETE is a device transaction of an endpoint that came to its end, PORT_COMPLETE one of
 * a root port, which has no key; STOP_COMPLETE is one whose operation was stop. The text lets a stop that the device fails
 * to answer end in STOPPED as well (A9.2.3.2.3). Where 1.1-alp17 has states for what is under way, 2.0 has (op, comm):
 * IDE_RESETTING, COMMUNICATING and STOPPING are never entered there.
 */

import { setup } from 'xstate';
import type { State } from '../state.ts';
import { flatten } from './chart.ts';

export type PdevState = State['pdevs']['ep']['state'];
export type PdevEvent =
  | 'CREATE'
  | 'COMPLETE'
  | 'PORT_COMPLETE'
  | 'SET_PUBKEY'
  | 'STOP_COMPLETE'
  | 'FAULT'
  | 'DESTROY'
  // 1.1-alp17
  | 'IDE_RESET'
  | 'KEY_REFRESH'
  | 'STOP';

export const pdevChart = setup({ types: { events: {} as { type: PdevEvent } } }).createMachine({
  id: 'pdev',
  initial: 'NONE',
  states: {
    NONE: { on: { CREATE: 'NEW' } },
    NEW: {
      on: {
        COMPLETE: 'NEEDS_KEY',
        PORT_COMPLETE: 'READY',
        STOP_COMPLETE: 'STOPPED',
        FAULT: 'ERROR',
        STOP: 'STOPPING',
      },
    },
    NEEDS_KEY: { on: { SET_PUBKEY: 'HAS_KEY', STOP_COMPLETE: 'STOPPED', STOP: 'STOPPING' } },
    HAS_KEY: { on: { COMPLETE: 'READY', STOP_COMPLETE: 'STOPPED', FAULT: 'ERROR', STOP: 'STOPPING' } },
    READY: {
      on: {
        COMPLETE: 'READY',
        PORT_COMPLETE: 'READY',
        STOP_COMPLETE: 'STOPPED',
        FAULT: 'ERROR',
        IDE_RESET: 'IDE_RESETTING',
        KEY_REFRESH: 'COMMUNICATING',
        STOP: 'STOPPING',
      },
    },
    STOPPED: { on: { STOP_COMPLETE: 'STOPPED', DESTROY: 'NONE' } },
    ERROR: { on: { STOP_COMPLETE: 'STOPPED', STOP: 'STOPPING' } },
    IDE_RESETTING: { on: { COMPLETE: 'READY', FAULT: 'ERROR', STOP: 'STOPPING' } },
    COMMUNICATING: { on: { COMPLETE: 'READY', FAULT: 'ERROR' } },
    STOPPING: { on: { STOP_COMPLETE: 'STOPPED' } },
  },
});

export const pdevLifecycle = flatten<PdevState, PdevEvent>(pdevChart);
