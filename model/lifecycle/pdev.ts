/**
 * The PDEV of DEN0137 2.0-bet1 A9.2.3 for an endpoint that speaks SPDM. COMPLETE is a device transaction that came to
 * its end; STOP_COMPLETE is one whose operation was stop. The text lets a stop that the device fails to answer end in
 * STOPPED as well (A9.2.3.2.3).
 */

import { setup } from 'xstate';
import { flatten } from './chart.ts';

export type PdevState = 'NONE' | 'NEW' | 'NEEDS_KEY' | 'HAS_KEY' | 'READY' | 'STOPPED' | 'ERROR';
export type PdevEvent = 'CREATE' | 'COMPLETE' | 'SET_PUBKEY' | 'STOP_COMPLETE' | 'FAULT' | 'DESTROY';

export const pdevChart = setup({ types: { events: {} as { type: PdevEvent } } }).createMachine({
  id: 'pdev',
  initial: 'NONE',
  states: {
    NONE: { on: { CREATE: 'NEW' } },
    NEW: { on: { COMPLETE: 'NEEDS_KEY', STOP_COMPLETE: 'STOPPED', FAULT: 'ERROR' } },
    NEEDS_KEY: { on: { SET_PUBKEY: 'HAS_KEY', STOP_COMPLETE: 'STOPPED' } },
    HAS_KEY: { on: { COMPLETE: 'READY', STOP_COMPLETE: 'STOPPED', FAULT: 'ERROR' } },
    READY: { on: { COMPLETE: 'READY', STOP_COMPLETE: 'STOPPED', FAULT: 'ERROR' } },
    STOPPED: { on: { STOP_COMPLETE: 'STOPPED', DESTROY: 'NONE' } },
    ERROR: { on: { STOP_COMPLETE: 'STOPPED' } },
  },
});

export const pdevLifecycle = flatten<PdevState, PdevEvent>(pdevChart);
