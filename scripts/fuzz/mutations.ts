/**
 * Inputs for a parser, each named by a number: samples with a few changes of the kind a hostile host makes (bits, counts,
 * lengths, cuts, repetitions, splices of two), and bytes that were never a sample.
 */

import { type Draw, oneOf } from '../../checker/numbers.ts';
import { concat, littleEndian } from '../../model/evidence/bytes.ts';

/** Numbers at which sizes and signs turn over. */
const EDGES = [
  0n,
  1n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0x8000n,
  0xffffn,
  0xfffffn,
  0x100000n,
  0x7fffffffn,
  0x80000000n,
  0xffffffffn,
  0x100000000n,
  0x7fffffffffffffffn,
  0x8000000000000000n,
  0xffffffffffffffffn,
] as const;

/** A 64-bit number at or next to an edge, or any of 32 bits. */
export const edge = (draw: Draw): bigint =>
  draw(4) === 0 ? BigInt(draw(0xffffffff)) : BigInt.asUintN(64, oneOf(draw, EDGES) + BigInt(draw(3) - 1));

export const arbitraryBytes = (draw: Draw, most: number): Uint8Array =>
  Uint8Array.from({ length: draw(most + 1) }, () => draw(256));

type Change = (bytes: Uint8Array, draw: Draw, samples: readonly Uint8Array[]) => Uint8Array;

/** Overwrites a little-endian or big-endian number somewhere, since lengths of SPDM and of DER are either. */
const number: Change = (bytes, draw) => {
  const size = oneOf(draw, [1, 2, 3, 4, 8]);
  const at = draw(Math.max(bytes.length - size, 0) + 1);
  const value = littleEndian(edge(draw), size);
  const changed = bytes.slice();
  changed.set((draw(2) === 0 ? value : value.reverse()).subarray(0, Math.max(bytes.length - at, 0)), at);
  return changed;
};

const CHANGES: readonly Change[] = [
  number,
  number,
  (bytes, draw) => {
    const at = draw(bytes.length || 1);
    const mask = 1 << draw(8);
    return bytes.map((byte, k) => (k === at ? byte ^ mask : byte));
  },
  (bytes, draw) => bytes.slice(0, draw(bytes.length + 1)),
  (bytes, draw) => concat(bytes, arbitraryBytes(draw, 20)),
  (bytes, draw) => {
    const [from, size] = [draw(bytes.length + 1), draw(40)];
    return concat(bytes.subarray(0, from), bytes.subarray(from + size));
  },
  (bytes, draw) => {
    const [from, size] = [draw(bytes.length + 1), draw(40)];
    return concat(bytes.subarray(0, from + size), bytes.subarray(from));
  },
  (bytes, draw, samples) => {
    const other = oneOf(draw, samples);
    return concat(bytes.subarray(0, draw(bytes.length + 1)), other.subarray(draw(other.length + 1)));
  },
];

/** The input that these draws make: in one of eight no sample, else a sample with up to four changes. */
export function mutated(samples: readonly Uint8Array[], draw: Draw): Uint8Array {
  if (draw(8) === 0) return arbitraryBytes(draw, 200);
  let bytes = oneOf(draw, samples);
  for (let changes = draw(5); changes > 0; changes--) bytes = oneOf(draw, CHANGES)(bytes, draw, samples);
  return bytes;
}
