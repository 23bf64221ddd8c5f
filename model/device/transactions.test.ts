/** What comes of a whole transaction, for the specified device and those that answer otherwise; by hand. */

import { describe, expect, it } from 'vitest';
import type { TdiState } from '../lifecycle/tdi.ts';
import { behaviours } from './behaviours.ts';
import { defaultChoices } from './choices.ts';
import { goodRequest } from './tdisp.ts';
import { answerTdisp, type TdispLeg } from './transactions.ts';

const cases: readonly [string, TdispLeg, TdiState, boolean, TdiState][] = [
  ['specification', 'LOCK', 'CONFIG_UNLOCKED', true, 'CONFIG_LOCKED'],
  ['specification', 'LOCK', 'CONFIG_LOCKED', false, 'CONFIG_LOCKED'],
  ['specification', 'LOCK', 'RUN', false, 'RUN'],
  ['specification', 'LOCK', 'ERROR', false, 'ERROR'],
  ['specification', 'START', 'CONFIG_LOCKED', true, 'RUN'],
  ['specification', 'START', 'ERROR', false, 'ERROR'],
  ['specification', 'UNLOCK', 'CONFIG_UNLOCKED', true, 'CONFIG_UNLOCKED'],
  ['specification', 'UNLOCK', 'ERROR', true, 'CONFIG_UNLOCKED'],
  ['specification', 'GET_REPORT', 'RUN', true, 'RUN'],
  ['specification', 'GET_REPORT', 'CONFIG_UNLOCKED', false, 'CONFIG_UNLOCKED'],
  // Asked for its version, it unlocks, and can be locked from anywhere.
  ['spdm-emu', 'LOCK', 'RUN', true, 'CONFIG_LOCKED'],
  ['spdm-emu', 'LOCK', 'ERROR', true, 'CONFIG_LOCKED'],
  ['spdm-emu', 'UNLOCK', 'CONFIG_UNLOCKED', false, 'CONFIG_UNLOCKED'],
  ['spdm-emu', 'GET_REPORT', 'ERROR', true, 'ERROR'],
  ['spdm-rs', 'UNLOCK', 'RUN', true, 'CONFIG_UNLOCKED'],
  ['spdm-rs', 'UNLOCK', 'CONFIG_LOCKED', false, 'ERROR'],
  ['spdm-rs', 'UNLOCK', 'ERROR', false, 'ERROR'],
  ['spdm-rs', 'GET_REPORT', 'CONFIG_UNLOCKED', false, 'ERROR'],
  // The state is asked for first, so that LOCK is not sent and nothing is answered with an error.
  ['spdm-rs', 'LOCK', 'CONFIG_LOCKED', false, 'CONFIG_LOCKED'],
  ['openvmm', 'START', 'CONFIG_UNLOCKED', false, 'CONFIG_UNLOCKED'],
  ['openvmm', 'START', 'RUN', false, 'CONFIG_UNLOCKED'],
  ['caliptra-mcu-sw', 'UNLOCK', 'CONFIG_UNLOCKED', false, 'CONFIG_UNLOCKED'],
  ['caliptra-mcu-sw', 'LOCK', 'CONFIG_LOCKED', false, 'CONFIG_LOCKED'],
];

describe('a TDISP transaction', () => {
  it.each(cases)('%s: %s in %s is answered: %s, and leaves it in %s', (name, leg, state, answered, next) => {
    const behaviour = behaviours.find((b) => b.name === name)!;
    const device = { behaviour, choices: defaultChoices };
    expect(answerTdisp(leg, { ...goodRequest, state }, device)).toEqual({ answered, state: next });
  });

  it('locks without keys where they are not looked at', () => {
    const facts = { ...goodRequest, state: 'CONFIG_UNLOCKED', keysInPlace: false } as const;
    const locked = behaviours
      .filter((behaviour) => answerTdisp('LOCK', facts, { behaviour, choices: defaultChoices }).answered)
      .map((b) => b.name);
    expect(locked).toEqual(['spdm-emu', 'spdm-rs', 'caliptra-mcu-sw']);
  });
});
