/**
 * The VDEV of DEN0137 2.0-bet1 A9.4.3 on a platform without key refresh on unlock: where a completed operation leads.
 * The chart has the arcs that B4.5.80 and A9.4.3.2 agree on or that only one of them has; FAULT is an operation that
 * did not complete. Requests that only queue an operation change no state and are no arcs here.
 */

import { setup } from 'xstate';
import { flatten } from './chart.ts';

export type VdevState = 'NONE' | 'NEW' | 'UNLOCKED' | 'LOCKED' | 'STARTED' | 'ERROR';
/** An operation completed, or the exchange failed, or the object came and went. */
export type VdevEvent =
  | 'CREATE'
  | 'UNLOCK'
  | 'LOCK'
  | 'START'
  | 'GET_MEAS'
  | 'GET_REPORT'
  | 'FAULT'
  | 'DESTROY';

export const vdevChart = setup({ types: { events: {} as { type: VdevEvent } } }).createMachine({
  id: 'vdev',
  initial: 'NONE',
  states: {
    NONE: { on: { CREATE: 'NEW' } },
    NEW: { on: { UNLOCK: 'UNLOCKED', FAULT: 'ERROR', DESTROY: 'NONE' } },
    UNLOCKED: { on: { LOCK: 'LOCKED', GET_MEAS: 'UNLOCKED', FAULT: 'ERROR', DESTROY: 'NONE' } },
    LOCKED: {
      on: { START: 'STARTED', UNLOCK: 'UNLOCKED', GET_MEAS: 'LOCKED', GET_REPORT: 'LOCKED', FAULT: 'ERROR' },
    },
    STARTED: { on: { UNLOCK: 'UNLOCKED', GET_MEAS: 'STARTED', GET_REPORT: 'STARTED', FAULT: 'ERROR' } },
    // UNLOCK out of ERROR has an arc in A9.4.3.2 and no success row in B4.5.80. We take the arc.
    ERROR: { on: { UNLOCK: 'UNLOCKED', GET_MEAS: 'ERROR', FAULT: 'ERROR', DESTROY: 'NONE' } },
  },
});

export const vdevLifecycle = flatten<VdevState, VdevEvent>(vdevChart);
