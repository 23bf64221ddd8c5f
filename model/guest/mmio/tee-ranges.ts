/**
 * Which device pages a guest expects behind which of its own addresses, worked out from the interface report: what
 * pci_tsm_mmio_alloc does (lore 2026-03-02, PCI/TSM v2; used by the Arm CCA guest series). Hardened where the list came to
 * a rule: the reporting offset keeps addresses aligned to the BAR, so that a page's place in the BAR is its address modulo
 * the BAR's size, whatever the device leaves out before it (Aneesh Kumar K.V, 2026-04-09; TDISP_OFFSET_BAR_ALIGN). Each
 * result is one loop of RSI_VDEV_VALIDATE_MAPPING.
 */

import { HARDENED } from '../../defect.ts';
import { Cursor, type Failure, failed, type Parsed, parsed } from '../../evidence/bytes.ts';
import {
  type MmioRange,
  mmioRange,
  PAGE_SIZE,
  parseInterfaceReport,
  rangeOffset,
} from '../../evidence/interface-report.ts';
import type { HasMmio } from './defects.ts';
import type { MsixBars } from './msix.ts';

/** A memory BAR of the guest's function; BARs that are absent or I/O are not listed. */
export interface Bar {
  /** 0 to 5, the range id of the report. */
  readonly id: number;
  /** The guest's own address of it, in bytes; a multiple of its size. */
  readonly start: bigint;
  /** A power of two (PCIe 6.0, 7.5.1.2.1), in bytes. */
  readonly size: bigint;
}

/** What the guest asks the RMM to confirm: `pages` pages from `ipa` on are the device's from `pa` on (in bytes). */
export interface TeeRange {
  readonly barOffset: bigint;
  readonly ipa: bigint;
  readonly pa: bigint;
  readonly pages: number;
}

/** The kernel reads or writes memory that is not what it takes it for: worse than any refusal. */
export interface Fault extends Failure {
  readonly fault: true;
}

/** A fault at `offset` of what was being read. */
export const fault = (offset: number, reason: string): Fault => ({ ...failed(offset, reason), fault: true });
export const isFault = (result: Parsed<unknown>): boolean => 'fault' in result;

const PAGE = BigInt(PAGE_SIZE);
const ADDRESS_SPACE = 1n << 64n;
const BARS = 6;

/** The ranges of a report. A report that is no more and no less than its counts say is all that the hardened guest reads. */
export function reportedRanges(bytes: Uint8Array, has: HasMmio = HARDENED): Parsed<readonly MmioRange[]> {
  if (!has.has('range-count-unbounded')) {
    const report = parseInterfaceReport(bytes);
    return report.ok ? parsed(report.value.ranges) : report;
  }
  const cursor = new Cursor(bytes);
  cursor.take(12, 'header');
  const count = cursor.u32('MMIO_RANGE_COUNT');
  const ranges: MmioRange[] = [];
  for (let i = 0; i < count && cursor.ok; i++)
    ranges.push(mmioRange(cursor.u64('first page'), cursor.u32('page count'), cursor.u32('attributes')));
  const read = cursor.result(ranges);
  return read.ok ? read : fault(read.offset, read.reason);
}

/** The ranges the guest would validate, in the order of the report, or the first reason why it refuses the report. */
export function teeRanges(
  { ranges }: { readonly ranges: readonly MmioRange[] },
  bars: readonly Bar[],
  has: HasMmio = HARDENED,
  msix: MsixBars = {},
): Parsed<readonly TeeRange[]> {
  const mapped: TeeRange[] = [];
  let previous: Placed | undefined;
  for (const [index, range] of ranges.entries()) {
    if (has.has('whole-bar-skipped') && (range.rangeId === msix.table || range.rangeId === msix.pba))
      continue;
    const placed = place(range, index, bars, has, previous);
    if (!placed.ok) {
      if (has.has('malformed-range-skipped') && !isFault(placed)) continue;
      return placed;
    }
    previous = placed.value;
    // Skipped ranges still count above: they can be the first of their BAR, and order is asked of all.
    const msixRange = range.msixTable || range.msixPba;
    if (!range.nonTee && (!msixRange || has.has('msix-range-encrypted')))
      mapped.push(validated(placed.value, has));
  }
  return parsed(mapped);
}

/** A range with the BAR it belongs to, and the reported address at which that BAR is taken to begin. */
interface Placed {
  readonly bar: Bar;
  readonly barBase: bigint;
  readonly pa: bigint;
  readonly end: bigint;
}

function validated({ bar, barBase, pa, end }: Placed, has: HasMmio): TeeRange {
  if (has.has('whole-bar-validated'))
    return { barOffset: 0n, ipa: bar.start, pa, pages: Number(bar.size / PAGE) };
  const pages = Number((end - pa) / PAGE) - (has.has('range-end-off-by-one') ? 1 : 0);
  return { barOffset: pa - barBase, ipa: bar.start + pa - barBase, pa, pages };
}

/** Bytes of a number of pages. */
function bytesOf(pages: number | bigint, has: HasMmio): bigint {
  return BigInt(pages) * PAGE * (has.has('pages-to-bytes-twice') ? PAGE : 1n);
}

function place(
  range: MmioRange,
  index: number,
  bars: readonly Bar[],
  has: HasMmio,
  previous?: Placed,
): Parsed<Placed> {
  const at = rangeOffset(index);
  const refuse = (reason: string): Failure => failed(at, `range ${index}: ${reason}`);
  const bar = bars.find((candidate) => candidate.id === range.rangeId);
  if (has.has('range-id-unbounded') && range.rangeId >= BARS)
    return fault(at, `range ${index}: BAR ${range.rangeId} of ${BARS} is read`);
  if (range.rangeId >= BARS || bar === undefined)
    return refuse(`expected the id of a memory BAR, found ${range.rangeId}`);
  if (previous && bar.id < previous.bar.id)
    return refuse(`expected BARs in ascending order, found BAR ${bar.id} after BAR ${previous.bar.id}`);
  // Without a page there is nothing to validate, and a resource of no bytes has its end before its start.
  if (range.pages === 0) return refuse('expected at least one page, found none');
  const sameBar = previous?.bar.id === bar.id ? previous : undefined;
  const pa = bytesOf(range.firstPage, has);
  const size = bytesOf(range.pages, has);
  const end = pa + (has.has('page-count-in-32-bits') ? size % (1n << 32n) : size);
  if (end > ADDRESS_SPACE) return refuse('expected an end below 2^64, found an overflow');
  if (sameBar && pa < sameBar.end)
    return refuse(
      `expected ranges in ascending order within BAR ${bar.id}, found one before the end of the last`,
    );
  const barBase = has.has('first-range-at-bar-start') ? (sameBar?.barBase ?? pa) : pa - (pa % bar.size);
  // Two ranges of one BAR lie in one BAR: else both could fall on one place of it.
  if (sameBar && barBase !== sameBar.barBase)
    return refuse(
      `expected a range in the same ${bar.size} bytes as the last of BAR ${bar.id}, found it outside`,
    );
  if (end - barBase > bar.size)
    return refuse(
      `expected a range inside BAR ${bar.id} of ${bar.size} bytes, found an end at ${end - barBase}`,
    );
  return parsed({ bar, barBase, pa, end });
}
