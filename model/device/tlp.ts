/** What a TDI sends, takes and completes, by its state and the T bit (PCIe 6.x 11.2.1). */

import type { TdiState } from '../lifecycle/tdi.ts';
import type { Choices } from './choices.ts';

type T = 0 | 1;

/** Whether a TDI sends a memory read or write. `bound`: on a stream that it is bound to and that is Secure. */
export function sendsMemory(state: TdiState, t: T, bound: boolean, choices: Choices): boolean {
  if (t === 1) return state === 'RUN' && bound;
  if (state === 'CONFIG_UNLOCKED') return true;
  return choices['t0-while-locked'] === 'ALLOWED' && state !== 'ERROR';
}

/** ATS translation requests and page requests are sent with T=1 on a bound stream, by a TDI that runs. */
export const sendsTranslation = (state: TdiState, t: T, bound: boolean): boolean =>
  t === 1 && state === 'RUN' && bound;

/** Their answers: another T bit or another stream drives the TDI to ERROR. */
export const takesTranslation = (t: T, sameStream: boolean): boolean => t === 1 && sameStream;

/** A completion is taken whatever its T bit, as long as the TDI that asked with T=1 still runs. */
export const takesCompletion = (state: TdiState, asked: T): boolean => asked === 0 || state === 'RUN';

export interface MmioAccess {
  readonly t: T;
  /** IS_NON_TEE_MEM is clear for the page. */
  readonly tee: boolean;
  /** It came on a stream that the TDI is bound to. */
  readonly bound: boolean;
}

/** Ambiguity S13: completing T=0 in CONFIG_UNLOCKED is what a TDI of a legacy guest must do; the literal rule rejects it. */
export type LegacyMmio = 'COMPLETED' | 'REJECTED';

/** Whether a TDI completes an access to its MMIO. A completion has the T bit of its request. */
export function completesMmio(
  state: TdiState,
  access: MmioAccess,
  legacy: LegacyMmio = 'COMPLETED',
): boolean {
  if (!access.tee) return true;
  if (access.t === 1) return state === 'RUN' && access.bound;
  return state === 'CONFIG_UNLOCKED' && legacy === 'COMPLETED';
}

/** The T bit of an interrupt: of MSI always 0, of MSI-X 1 in RUN where the table is locked and reported. */
export function interruptT(state: TdiState, kind: 'MSI' | 'MSI-X', tableLocked: boolean): T {
  return kind === 'MSI-X' && tableLocked && state === 'RUN' ? 1 : 0;
}
