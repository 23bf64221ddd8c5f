/**
 * The TDISP device interface report (PCIe 6.0 section 11.3.11, DEVICE_INTERFACE_REPORT): which MMIO ranges the locked
 * interface has and how it is set up. Read and written byte for byte; reserved bits are kept, not judged. What the
 * guest makes of the ranges is in guest/mmio/tee-ranges.ts. Departs from the posted kernel parser, which takes a report that is
 * longer than its counts say: here nothing may be left over.
 */

import { Cursor, concat, littleEndian, type Parsed } from './bytes.ts';

export const PAGE_SIZE = 4096;

/** One MMIO range. The booleans and `rangeId` repeat `attributes`, which alone is encoded. */
export interface MmioRange {
  /** Number of the first 4 KiB page, with the reporting offset of LOCK_INTERFACE_REQUEST added. */
  readonly firstPage: bigint;
  readonly pages: number;
  /** The whole attribute word, reserved bits included. */
  readonly attributes: number;
  readonly msixTable: boolean;
  readonly msixPba: boolean;
  /** IS_NON_TEE_MEM, as it was when the interface was locked. */
  readonly nonTee: boolean;
  readonly updatable: boolean;
  /** Which BAR: the BAR equivalent indicator. */
  readonly rangeId: number;
}

export interface InterfaceReport {
  /** INTERFACE_INFO: bit 0 no firmware update, 1 DMA without PASID, 2 DMA with PASID, 3 ATS, 4 PRS. */
  readonly interfaceInfo: number;
  readonly reserved: number;
  readonly msixControl: number;
  readonly lnrControl: number;
  readonly tphControl: number;
  readonly ranges: readonly MmioRange[];
  readonly deviceSpecific: Uint8Array;
}

/** Bits of the range attributes. */
export const rangeAttribute = {
  msixTable: 0x1,
  msixPba: 0x2,
  nonTee: 0x4,
  updatable: 0x8,
} as const satisfies Partial<Record<keyof MmioRange, number>>;

const RANGE_SIZE = 16;

/** Reads a whole, reassembled report. */
export function parseInterfaceReport(bytes: Uint8Array): Parsed<InterfaceReport> {
  const cursor = new Cursor(bytes);
  const interfaceInfo = cursor.u16('INTERFACE_INFO');
  const reserved = cursor.u16('reserved');
  const msixControl = cursor.u16('MSI_X_MESSAGE_CONTROL');
  const lnrControl = cursor.u16('LNR_CONTROL');
  const tphControl = cursor.u32('TPH_CONTROL');
  const ranges = parseRanges(cursor);
  const deviceSpecific = cursor.take(cursor.u32('DEVICE_SPECIFIC_INFO_LEN'), 'device specific information');
  return cursor.end({ interfaceInfo, reserved, msixControl, lnrControl, tphControl, ranges, deviceSpecific });
}

/** The bytes of a report; for a report that was parsed, the same bytes. */
export function encodeInterfaceReport(report: InterfaceReport): Uint8Array {
  return concat(
    littleEndian(report.interfaceInfo, 2),
    littleEndian(report.reserved, 2),
    littleEndian(report.msixControl, 2),
    littleEndian(report.lnrControl, 2),
    littleEndian(report.tphControl, 4),
    littleEndian(report.ranges.length, 4),
    ...report.ranges.flatMap((range) => [
      littleEndian(range.firstPage, 8),
      littleEndian(range.pages, 4),
      littleEndian(range.attributes, 4),
    ]),
    littleEndian(report.deviceSpecific.length, 4),
    report.deviceSpecific,
  );
}

/** A range from its attribute word, so that the word and the booleans cannot disagree. */
export function mmioRange(firstPage: bigint, pages: number, attributes: number): MmioRange {
  return {
    firstPage,
    pages,
    attributes,
    msixTable: (attributes & rangeAttribute.msixTable) !== 0,
    msixPba: (attributes & rangeAttribute.msixPba) !== 0,
    nonTee: (attributes & rangeAttribute.nonTee) !== 0,
    updatable: (attributes & rangeAttribute.updatable) !== 0,
    rangeId: attributes >>> 16,
  };
}

function parseRanges(cursor: Cursor): readonly MmioRange[] {
  const count = cursor.u32('MMIO_RANGE_COUNT');
  // Before any range is read, so that a wild count is reported as what it is.
  const needed = count * RANGE_SIZE;
  cursor.expect(
    needed <= cursor.remaining,
    `expected ${count} ranges of 16 bytes, ${cursor.remaining} bytes are left`,
  );
  const ranges: MmioRange[] = [];
  for (let i = 0; i < count && cursor.ok; i++) {
    ranges.push(mmioRange(cursor.u64('first page'), cursor.u32('page count'), cursor.u32('attributes')));
  }
  return ranges;
}

/** Where the record of range `index` begins in the report, for messages. */
export const rangeOffset = (index: number): number => 16 + RANGE_SIZE * index;
