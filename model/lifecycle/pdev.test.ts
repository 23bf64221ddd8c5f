/**
 * The PDEV of an endpoint that speaks SPDM against DEN0137 2.0-bet1 A9.2.3 and B4.5.25 to B4.5.32, written out by hand
 * for every state and every event. A dash is a completion that cannot come about there.
 */

import { describe, expect, it } from 'vitest';
import { type PdevEvent, type PdevState, pdevLifecycle } from './pdev.ts';

const STATES = [
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
] as const;
type Cell = PdevState | '-';
type Row = readonly [Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell, Cell];

// From:            NONE   NEW          NEEDS_KEY  HAS_KEY    READY      STOPPED    ERROR    and 1.1-alp17's own
const TABLE: Readonly<Record<PdevEvent, Row>> = {
  CREATE: ['NEW', '-', '-', '-', '-', '-', '-', '-', '-', '-'],
  COMPLETE: ['-', 'NEEDS_KEY', '-', 'READY', 'READY', '-', '-', 'READY', 'READY', '-'],
  // A root port has no key to be given.
  PORT_COMPLETE: ['-', 'READY', '-', '-', 'READY', '-', '-', '-', '-', '-'],
  SET_PUBKEY: ['-', '-', 'HAS_KEY', '-', '-', '-', '-', '-', '-', '-'],
  // RMI_PDEV_STOP asks for no state (B4.5.32), so that the operation completes out of every one.
  STOP_COMPLETE: ['-', 'STOPPED', 'STOPPED', 'STOPPED', 'STOPPED', 'STOPPED', 'STOPPED', '-', '-', 'STOPPED'],
  // Where nothing but a stop can be under way, a fault ends that stop (A9.2.3.2.3) and is no arc to ERROR.
  FAULT: ['-', 'ERROR', '-', 'ERROR', 'ERROR', '-', '-', 'ERROR', 'ERROR', '-'],
  DESTROY: ['-', '-', '-', '-', '-', 'NONE', '-', '-', '-', '-'],
  // 1.1-alp17, from Arm's compliance suite (cmd_pdev_stop, cmd_pdev_communicate, cmd_pdev_abort).
  IDE_RESET: ['-', '-', '-', '-', 'IDE_RESETTING', '-', '-', '-', '-', '-'],
  KEY_REFRESH: ['-', '-', '-', '-', 'COMMUNICATING', '-', '-', '-', '-', '-'],
  STOP: ['-', 'STOPPING', 'STOPPING', 'STOPPING', 'STOPPING', '-', 'STOPPING', 'STOPPING', '-', '-'],
};

const cells = Object.entries(TABLE).flatMap(([event, row]) =>
  row.map((to, k) => ({ event: event as PdevEvent, from: STATES[k]!, to })),
);

describe('the PDEV', () => {
  it('has the states of A9.2.3 and no event that the table does not know', () => {
    expect(pdevLifecycle.states).toEqual(STATES);
    expect([...pdevLifecycle.events].sort()).toEqual(Object.keys(TABLE).sort());
  });

  it.each(cells)('goes from $from by $event to $to', ({ event, from, to }) => {
    expect(pdevLifecycle.next(from, event) ?? '-').toBe(to);
  });
});
