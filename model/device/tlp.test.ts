/** The T-bit table of PCIe 6.x 11.2.1, a column for each state of the TDI, by hand. */

import { describe, expect, it } from 'vitest';
import { type Choices, defaultChoices } from './choices.ts';
import {
  completesMmio,
  interruptT,
  sendsMemory,
  sendsTranslation,
  takesCompletion,
  takesTranslation,
} from './tlp.ts';

const STATES = ['CONFIG_UNLOCKED', 'CONFIG_LOCKED', 'RUN', 'ERROR'] as const;
const inEach = (judge: (state: (typeof STATES)[number]) => unknown) => STATES.map(judge);
const t0Allowed: Choices = { ...defaultChoices, 't0-while-locked': 'ALLOWED' };

// Columns:                                                UNLOCKED LOCKED RUN    ERROR
describe('a TDI', () => {
  it.each([
    { t: 1, bound: true, choices: defaultChoices, row: [false, false, true, false] },
    { t: 1, bound: false, choices: defaultChoices, row: [false, false, false, false] },
    { t: 0, bound: true, choices: defaultChoices, row: [true, false, false, false] },
    { t: 0, bound: false, choices: defaultChoices, row: [true, false, false, false] },
    { t: 0, bound: true, choices: t0Allowed, row: [true, true, true, false] },
    { t: 1, bound: true, choices: t0Allowed, row: [false, false, true, false] },
  ] as const)('sends memory requests with T=$t, bound $bound: $row', ({ t, bound, choices, row }) => {
    expect(inEach((state) => sendsMemory(state, t, bound, choices))).toEqual(row);
  });

  it.each([
    { t: 1, tee: true, bound: true, row: [false, false, true, false] },
    { t: 1, tee: true, bound: false, row: [false, false, false, false] },
    { t: 0, tee: true, bound: true, row: [true, false, false, false] },
    { t: 0, tee: false, bound: false, row: [true, true, true, true] },
    { t: 1, tee: false, bound: true, row: [true, true, true, true] },
  ] as const)('completes MMIO with T=$t, TEE $tee, bound $bound: $row', ({ row, ...access }) => {
    expect(inEach((state) => completesMmio(state, access))).toEqual(row);
  });

  it('rejects T=0 to TEE memory everywhere by the literal rule (S13)', () => {
    const access = { t: 0, tee: true, bound: true } as const;
    expect(inEach((state) => completesMmio(state, access, 'REJECTED'))).toEqual([false, false, false, false]);
  });

  it('interrupts by MSI with T=0, and by MSI-X with T=1 in RUN with the table locked', () => {
    expect(inEach((state) => interruptT(state, 'MSI', true))).toEqual([0, 0, 0, 0]);
    expect(inEach((state) => interruptT(state, 'MSI-X', true))).toEqual([0, 0, 1, 0]);
    expect(inEach((state) => interruptT(state, 'MSI-X', false))).toEqual([0, 0, 0, 0]);
  });

  it('asks for translations and pages in RUN with T=1 on its stream, and takes answers that are so', () => {
    expect(inEach((state) => sendsTranslation(state, 1, true))).toEqual([false, false, true, false]);
    expect(inEach((state) => sendsTranslation(state, 0, true))).toEqual([false, false, false, false]);
    expect(sendsTranslation('RUN', 1, false)).toBe(false);
    expect([takesTranslation(1, true), takesTranslation(0, true), takesTranslation(1, false)]).toEqual([
      true,
      false,
      false,
    ]);
  });

  it('drops completions of what it asked with T=1 unless it still runs', () => {
    expect(inEach((state) => takesCompletion(state, 1))).toEqual([false, false, true, false]);
    expect(inEach((state) => takesCompletion(state, 0))).toEqual([true, true, true, true]);
  });
});
