/**
 * The REC exit by which a guest asks for device memory to be validated, from the exit to the next entry (host series, v3v-09
 * and v4v-13): which exits reach the VMM, which of its requests are carried out, and what is then validated. Hardened: the
 * kernel keeps the range of the exit, and a VMM maps nothing but registers of the bound device.
 */

import { HARDENED } from '../../defect.ts';
import { type Refusal, refuse } from '../errno.ts';
import type { HasMapping } from './defects.ts';

/** Guest addresses from `base` on, up to `top`, which is not one of them; in bytes. */
export interface GuestRange {
  readonly base: bigint;
  readonly top: bigint;
}

/** Host addresses of a BAR of the bound device, `end` not included; in bytes. */
export interface HostBar {
  readonly start: bigint;
  readonly end: bigint;
}

const PAGE = 4096n;

/** What KVM does with an exit: ask the VMM, tell the guest no, or leave KVM_RUN with an error, which ends the VM. */
export function onExit(
  { base, top }: GuestRange,
  protectedTop: bigint,
  has: HasMapping = HARDENED,
): 'ASK_VMM' | 'REJECT' | 'END_VM' {
  if (base < top && top <= protectedTop) return 'ASK_VMM';
  return has.has('outside-range-ends-vm') ? 'END_VM' : 'REJECT';
}

/** How many pages a VMM's map request makes the host delegate, from `pa` on, or why it is refused. */
export function mapRequest(
  { base, top }: GuestRange,
  pa: bigint,
  bars: readonly HostBar[],
  has: HasMapping = HARDENED,
): { readonly errno: '0'; readonly pages: bigint } | Refusal {
  const aligned = [base, top, pa].every((address) => address % PAGE === 0n);
  const inBar = bars.some(({ start, end }) => base < top && pa >= start && pa + (top - base) <= end);
  if (!aligned || (!inBar && !has.has('address-not-in-bar'))) return refuse('-EINVAL');
  return { errno: '0', pages: BigInt.asUintN(64, top - base) / PAGE };
}

/** What is validated at the next entry, unless the VMM has said no. `run` is kvm_run as the VMM left it. */
export const validatedAtEntry = (
  exit: GuestRange,
  run: GuestRange,
  has: HasMapping = HARDENED,
): GuestRange => (has.has('range-fetched-from-run') ? run : exit);
