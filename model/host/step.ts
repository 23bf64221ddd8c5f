/** What the host driver's steps share: the faults that can meet them, and the shape of an RMI call that leads on. */

import { cite } from '../cite.ts';
import type { Departs } from '../departures.ts';
import type { Device } from '../device/device.ts';
import type { Catalogue } from '../evidence/catalogue.ts';
import { type ProgramStep, step } from '../program.ts';
import type { Commands } from '../rmm/commands.ts';
import type { Seen, State } from '../state.ts';

export type HostPc = State['host']['pc'];
export type Errno = State['host']['errno'];
export type Fault = 'none' | 'NO_MEMORY' | 'BUSY' | 'FAILED' | 'NO_IDE';

/** What a program of the host is made from. */
export interface HostSetting {
  readonly commands: Commands;
  readonly catalogue: Catalogue;
  readonly device: Device;
  readonly departs: Departs;
}

/** Which faults a step can meet, by what it does. */
export const FAULTS = {
  never: ['none'],
  allocation: ['none', 'NO_MEMORY'],
  ideAllocation: ['none', 'NO_MEMORY', 'NO_IDE'],
  registration: ['none', 'FAILED'],
  rmi: ['none', 'BUSY'],
  allocationAndRmi: ['none', 'NO_MEMORY', 'BUSY'],
} as const satisfies Readonly<Record<string, readonly Fault[]>>;

/** The endpoint that the operation is about: its PDEV, and what the driver holds for it. */
export const pdevOf = (s: State): State['pdevs']['ep'] => s.pdevs[s.host.of];
export const heldFor = (s: State): State['host']['endpoints']['ep'] => s.host.endpoints[s.host.of];

interface StepText {
  readonly at: HostPc;
  readonly does: string;
  /** Patch and function. */
  readonly patch: string;
  readonly faults?: readonly Fault[];
  readonly when?: (s: Seen) => boolean;
  readonly run: (s: State, fault: Fault) => string;
}

/** A step of the submitter's. RMI_BUSY is transient: the hardened driver makes the call again (B45). */
export function hostStep(
  { departs }: HostSetting,
  { at, does, patch, faults = FAULTS.never, when, run }: StepText,
): ProgramStep<HostPc, never> {
  return step<HostPc, { readonly fault: Fault }>({
    at,
    does,
    cites: [cite.host(patch)],
    inputs: faults.map((fault) => ({ fault })),
    ...(when === undefined ? {} : { when }),
    run: (s, { fault }) =>
      fault === 'BUSY' && !departs('busy-is-fatal') ? 'RMI_BUSY, calls again' : run(s, fault),
  });
}

/** An RMI call, with the allocation before it: success leads on, anything else to `failed` with what is to be returned. */
export const rmiCall =
  (
    command: (s: State) => string,
    next: (s: State) => void,
    failed: (s: State, errno: Errno) => void,
    refused: Errno = '-EIO',
  ) =>
  (s: State, fault: Fault): string => {
    if (fault === 'NO_MEMORY') {
      failed(s, '-ENOMEM');
      return '-ENOMEM';
    }
    const status = fault === 'BUSY' ? 'RMI_BUSY' : command(s);
    if (status === 'RMI_SUCCESS') next(s);
    else failed(s, refused);
    return status;
  };

export const goTo =
  (pc: HostPc) =>
  (s: State): void => {
    s.host.pc = pc;
  };
