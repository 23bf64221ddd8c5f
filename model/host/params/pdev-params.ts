/**
 * Numbers of RMI_PDEV_CREATE and of the RMM's features and stream tables (host series, v3c-01, v3c-03, v4c-02 and v4v-03). In
 * the RMM's ranges the base belongs to it and the top does not.
 */

import { HARDENED } from '../../defect.ts';
import type { HasParams } from './defects.ts';

/** Routing ids, or addresses in bytes: from `base` to below `top`. */
export interface Range<T> {
  readonly base: T;
  readonly top: T;
}

/** A function by its place on the bus. */
export interface Place {
  readonly bus: number;
  /** Device and function, 8 bits. */
  readonly devfn: number;
}

/** The requester ids of a device of `functions` functions from its first on. */
export function routingIds(
  { bus, devfn }: Place,
  functions: number,
  has: HasParams = HARDENED,
): Range<number> {
  const base = bus * 0x100 + devfn;
  const last = (has.has('rid-top-without-bus') ? devfn : base) + functions - 1;
  return { base, top: has.has('top-is-inclusive') ? last : last + 1 };
}

/** The addresses behind a bridge's window, whose last byte is `end`, as struct resource has it. */
export const addressRange = (start: bigint, end: bigint, has: HasParams = HARDENED): Range<bigint> => ({
  base: start,
  top: has.has('top-is-inclusive') ? end : end + 1n,
});

/** Feature register 0: device assignment, and what is reserved and to be zero. */
const DA = 1n << 42n;
const RESERVED = 0x7n << 61n;
const RESERVED_OF_V2 = ~((1n << 42n) - 1n) & ((1n << 64n) - 1n);

/** Whether the RMM offers device assignment; not where bits are set that nobody has defined. */
export function hasDeviceAssignment(register: bigint, has: HasParams = HARDENED): boolean {
  const reserved = has.has('feature-mask-overlaps') ? RESERVED_OF_V2 : RESERVED;
  return (register & reserved) === 0n && (register & DA) !== 0n;
}

/** What came of creating an L2 stream table: whether the call could be made, and what the RMM said. */
export interface L2Created {
  readonly called: boolean;
  readonly answer: 'SUCCESS' | 'EXISTS' | 'OTHER_ERROR';
}

/** Several devices share a table; whoever comes second finds it there. */
export function l2TableErrno({ called, answer }: L2Created, has: HasParams = HARDENED): '0' | '-EIO' {
  if (called && answer === 'SUCCESS') return '0';
  const exists = answer === 'EXISTS' && called !== has.has('l2-exists-inverted');
  return exists ? '0' : '-EIO';
}
