/**
 * The VDEV against DEN0137 2.0-bet1 A9.4.3.2 and B4.5.80 (platform without key refresh), written out by hand for every
 * state and every event. A dash is a completion that cannot come about there.
 */

import { describe, expect, it } from 'vitest';
import { type VdevEvent, type VdevState, vdevLifecycle } from './vdev.ts';

const STATES = ['NONE', 'NEW', 'UNLOCKED', 'LOCKED', 'STARTED', 'ERROR'] as const;
type Cell = VdevState | '-';
type Row = readonly [Cell, Cell, Cell, Cell, Cell, Cell];

// From:         NONE  NEW         UNLOCKED    LOCKED      STARTED     ERROR
const TABLE: Readonly<Record<VdevEvent, Row>> = {
  CREATE: ['NEW', '-', '-', '-', '-', '-'],
  // Out of NEW and ERROR only A9.4.3.2 has the arc; the chart takes it.
  UNLOCK: ['-', 'UNLOCKED', '-', 'UNLOCKED', 'UNLOCKED', 'UNLOCKED'],
  LOCK: ['-', '-', 'LOCKED', '-', '-', '-'],
  START: ['-', '-', '-', 'STARTED', '-', '-'],
  // In NEW the communication state is never IDLE, so that no measurement can be asked for.
  GET_MEAS: ['-', '-', 'UNLOCKED', 'LOCKED', 'STARTED', 'ERROR'],
  GET_REPORT: ['-', '-', '-', 'LOCKED', 'STARTED', '-'],
  FAULT: ['-', 'ERROR', 'ERROR', 'ERROR', 'ERROR', 'ERROR'],
  // B4.5.83: from ERROR too, where A9.4.3.2 has no arc.
  DESTROY: ['-', 'NONE', 'NONE', '-', '-', 'NONE'],
};

const cells = Object.entries(TABLE).flatMap(([event, row]) =>
  row.map((to, k) => ({ event: event as VdevEvent, from: STATES[k]!, to })),
);

describe('the VDEV', () => {
  it('has the states of A9.4.3 and no event that the table does not know', () => {
    expect(vdevLifecycle.states).toEqual(STATES);
    expect([...vdevLifecycle.events].sort()).toEqual(Object.keys(TABLE).sort());
  });

  it.each(cells)('goes from $from by $event to $to', ({ event, from, to }) => {
    expect(vdevLifecycle.next(from, event) ?? '-').toBe(to);
  });
});
