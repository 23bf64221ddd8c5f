/**
 * What a host or a bus can do to octets without understanding them: flip a bit, cut off the end. The catalogue makes
 * its TAMPERED and TRUNCATED entries with these.
 */

import { equalBytes } from './bytes.ts';

/** A copy in which the bits of `mask` are inverted in the byte at `offset`. */
export function flipped(bytes: Uint8Array, offset: number, mask: number): Uint8Array {
  return bytes.map((byte, i) => (i === offset ? byte ^ mask : byte));
}

/** A copy without the last `count` bytes. */
export function truncated(bytes: Uint8Array, count: number): Uint8Array {
  return bytes.slice(0, Math.max(bytes.length - count, 0));
}

/** Where `part` begins in `whole` for the last time, or -1. */
export function lastOffsetOf(whole: Uint8Array, part: Uint8Array): number {
  let at = whole.length - part.length;
  while (at >= 0 && !equalBytes(whole.subarray(at, at + part.length), part)) {
    at--;
  }
  return Math.max(at, -1);
}
