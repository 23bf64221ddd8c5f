/** What the host driver's steps share: the faults that can meet them, and the shape of an RMI call that leads on. */

import { cite } from '../cite.ts';
import { type ProgramStep, step } from '../program.ts';
import type { State } from '../state.ts';

export type HostPc = State['host']['pc'];
export type Fault = 'none' | 'NO_MEMORY' | 'BUSY' | 'DOE_FAILED' | 'FAILED';

/** Which faults a step can meet, by what it does. */
export const FAULTS = {
  never: ['none'],
  allocation: ['none', 'NO_MEMORY'],
  registration: ['none', 'FAILED'],
  rmi: ['none', 'BUSY'],
  allocationAndRmi: ['none', 'NO_MEMORY', 'BUSY'],
  exchange: ['none', 'NO_MEMORY', 'BUSY', 'DOE_FAILED'],
} as const satisfies Readonly<Record<string, readonly Fault[]>>;

export function hostStep(
  at: HostPc,
  does: string,
  patch: string,
  faults: readonly Fault[],
  run: (s: State, fault: Fault) => string,
): ProgramStep<HostPc, never> {
  return step<HostPc, { readonly fault: Fault }>({
    at,
    does,
    cites: [cite.host(patch)],
    inputs: faults.map((fault) => ({ fault })),
    // Departs from v4: BUSY is transient and the call is made again (B45 makes it fatal).
    run: (s, { fault }) => (fault === 'BUSY' ? 'RMI_BUSY, calls again' : run(s, fault)),
  });
}

/** An RMI call, with the allocation before it: success leads on, anything else to `failed`. */
export const rmiCall =
  (command: (s: State) => string, next: (s: State) => void, failed: (s: State) => void) =>
  (s: State, fault: Fault): string => {
    const status = fault === 'none' ? command(s) : '-ENOMEM';
    if (status === 'RMI_SUCCESS') next(s);
    else failed(s);
    return status;
  };

export const goTo =
  (pc: HostPc) =>
  (s: State): void => {
    s.host.pc = pc;
  };
