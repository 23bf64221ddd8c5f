/**
 * A report on its way through DEVICE_INTERFACE_REPORT responses (PCIe 6.x 11.3.10, 11.3.11): portions, how a requester puts
 * them together, and the reporting offset that a device adds to every address. The report's own bytes are in
 * evidence/interface-report.ts.
 */

import type { Parsed } from '../evidence/bytes.ts';
import { failed, parsed } from '../evidence/bytes.ts';
import { PAGE_SIZE } from '../evidence/interface-report.ts';

export interface Portion {
  readonly portion: Uint8Array;
  /** What is left after it: 0 on the last. */
  readonly remainder: number;
}

/**
 * The part that one response carries; the responder gives at most `most` bytes of what is asked for. Undefined for
 * INVALID_REQUEST: an offset at or behind the end, or a length of 0. Length 0xFFFF at offset 0 asks for all.
 */
export function reportPortion(
  report: Uint8Array,
  { offset, length }: { readonly offset: number; readonly length: number },
  most: number,
): Portion | undefined {
  if (offset >= report.length || length === 0) return undefined;
  const end = Math.min(report.length, offset + length, offset + most);
  return { portion: report.slice(offset, end), remainder: report.length - end };
}

/** Puts responses together, asked for one after the other. `most` is what the requester is ready to hold. */
export function reassemble(portions: readonly Portion[], most: number): Parsed<Uint8Array> {
  const bytes: number[] = [];
  for (const [k, { portion, remainder }] of portions.entries()) {
    const last = k === portions.length - 1;
    if (portion.length === 0)
      return failed(bytes.length, 'expected a portion of at least one byte, found none');
    bytes.push(...portion);
    if (bytes.length + remainder > most)
      return failed(
        bytes.length,
        `expected a report of at most ${most} bytes, found ${bytes.length + remainder}`,
      );
    if ((remainder === 0) !== last)
      return failed(
        bytes.length,
        last
          ? `expected the last portion, found ${remainder} bytes remaining`
          : 'expected bytes to remain, found the last portion',
      );
  }
  return parsed(Uint8Array.from(bytes));
}

/** Ambiguity S12: the offset of LOCK_INTERFACE_REQUEST is added to a page number, in bytes or in pages. */
export type OffsetUnit = 'BYTES' | 'PAGES';

/** The first page as it is reported. Undefined where the sum leaves 64 bits, or the offset is no whole number of pages. */
export function reportedPage(
  firstPage: bigint,
  pages: number,
  offset: bigint,
  unit: OffsetUnit,
): bigint | undefined {
  const page = BigInt(PAGE_SIZE);
  if (unit === 'BYTES' && offset % page !== 0n) return undefined;
  const first = firstPage + (unit === 'BYTES' ? offset / page : offset);
  const end = (first + BigInt(pages)) * page;
  return first < 0n || end > 1n << 64n ? undefined : first;
}
