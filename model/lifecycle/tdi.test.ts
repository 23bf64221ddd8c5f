/**
 * The TDI against PCIe 6.x table 11-3 and 11.2.6, written out by hand for every state and every event. A dash is a
 * request that is answered INVALID_INTERFACE_STATE, or an event that cannot meet the TDI there.
 */

import { describe, expect, it } from 'vitest';
import { type TdiEvent, type TdiState, tdi } from './tdi.ts';

const STATES = ['CONFIG_UNLOCKED', 'CONFIG_LOCKED', 'RUN', 'ERROR'] as const;
type Row = readonly [TdiState | '-', TdiState | '-', TdiState | '-', TdiState | '-'];

// From:                         CONFIG_UNLOCKED    CONFIG_LOCKED      RUN                ERROR
const TABLE: Readonly<Record<TdiEvent, Row>> = {
  GET_TDISP_VERSION: ['CONFIG_UNLOCKED', 'CONFIG_LOCKED', 'RUN', 'ERROR'],
  GET_TDISP_CAPABILITIES: ['CONFIG_UNLOCKED', 'CONFIG_LOCKED', 'RUN', 'ERROR'],
  LOCK_INTERFACE_REQUEST: ['CONFIG_LOCKED', '-', '-', '-'],
  GET_DEVICE_INTERFACE_REPORT: ['-', 'CONFIG_LOCKED', 'RUN', '-'],
  GET_DEVICE_INTERFACE_STATE: ['CONFIG_UNLOCKED', 'CONFIG_LOCKED', 'RUN', 'ERROR'],
  START_INTERFACE_REQUEST: ['-', 'RUN', '-', '-'],
  STOP_INTERFACE_REQUEST: ['CONFIG_UNLOCKED', 'CONFIG_UNLOCKED', 'CONFIG_UNLOCKED', 'CONFIG_UNLOCKED'],
  BIND_P2P_STREAM_REQUEST: ['-', '-', 'RUN', '-'],
  UNBIND_P2P_STREAM_REQUEST: ['-', '-', 'RUN', '-'],
  SET_MMIO_ATTRIBUTE_REQUEST: ['-', '-', 'RUN', '-'],
  VDM_REQUEST: ['CONFIG_UNLOCKED', 'CONFIG_LOCKED', 'RUN', 'ERROR'],
  VIOLATION: ['-', 'ERROR', 'ERROR', '-'],
  SECRETS_CLEARED: ['-', '-', '-', 'CONFIG_UNLOCKED'],
  CONVENTIONAL_RESET: ['CONFIG_UNLOCKED', 'CONFIG_UNLOCKED', 'CONFIG_UNLOCKED', 'CONFIG_UNLOCKED'],
};

const cells = Object.entries(TABLE).flatMap(([event, row]) =>
  row.map((to, k) => ({ event: event as TdiEvent, from: STATES[k]!, to })),
);

describe('the TDI', () => {
  it('has the four states of TDISP and no event that the table does not know', () => {
    expect(tdi.states).toEqual(STATES);
    expect([...tdi.events].sort()).toEqual(Object.keys(TABLE).sort());
  });

  it.each(cells)('goes from $from by $event to $to', ({ event, from, to }) => {
    expect(tdi.next(from, event) ?? '-').toBe(to);
  });
});
