/**
 * Which device pages a guest expects behind which of its own addresses, worked out from the interface report as the
 * posted guest does it (lore 2026-03-02, PCI/TSM v2, pci_tsm_mmio_alloc; used by the Arm CCA guest series). It takes
 * the first range reported for a BAR to lie at the start of that BAR: wrong for a device that leaves out a hole there,
 * and kept, because the model is of what was posted. Each result is one loop of RSI_VDEV_VALIDATE_MAPPING.
 */

import { type Failure, failed, type Parsed, parsed } from './bytes.ts';
import { type InterfaceReport, type MmioRange, PAGE_SIZE, rangeOffset } from './interface-report.ts';

/** A memory BAR of the guest's function; BARs that are absent or I/O are not listed. */
export interface Bar {
  /** 0 to 5, the range id of the report. */
  readonly id: number;
  /** The guest's own address of it, in bytes. */
  readonly start: bigint;
  readonly size: bigint;
}

/** What the guest asks the RMM to confirm: `pages` pages from `ipa` on are the device's from `pa` on (in bytes). */
export interface TeeRange {
  readonly barOffset: bigint;
  readonly ipa: bigint;
  readonly pa: bigint;
  readonly pages: number;
}

/** The ranges the guest would validate, in the order of the report, or the first reason why it refuses the report. */
export function teeRanges(report: InterfaceReport, bars: readonly Bar[]): Parsed<readonly TeeRange[]> {
  const mapped: TeeRange[] = [];
  let previous: Placed | undefined;
  for (const [index, range] of report.ranges.entries()) {
    const placed = place(range, index, bars, previous);
    if (!placed.ok) {
      return placed;
    }
    previous = placed.value;
    // Skipped ranges still count above: they can be the first of their BAR.
    if (!(range.nonTee || range.msixTable || range.msixPba)) {
      const { bar, pa, barOffset } = previous;
      mapped.push({ barOffset, ipa: bar.start + barOffset, pa, pages: range.pages });
    }
  }
  return parsed(mapped);
}

/** A range with the BAR it belongs to, and the reported address at which that BAR is taken to begin. */
interface Placed {
  readonly bar: Bar;
  readonly barBase: bigint;
  readonly barOffset: bigint;
  readonly pa: bigint;
  readonly end: bigint;
}

const ADDRESS_SPACE = 1n << 64n;

function place(range: MmioRange, index: number, bars: readonly Bar[], previous?: Placed): Parsed<Placed> {
  const refuse = (reason: string): Failure => failed(rangeOffset(index), `range ${index}: ${reason}`);
  const bar = bars.find((candidate) => candidate.id === range.rangeId);
  if (range.rangeId >= 6 || bar === undefined) {
    return refuse(`expected the id of a memory BAR, found ${range.rangeId}`);
  }
  if (previous && bar.id < previous.bar.id) {
    return refuse(`expected BARs in ascending order, found BAR ${bar.id} after BAR ${previous.bar.id}`);
  }
  const sameBar = previous?.bar.id === bar.id ? previous : undefined;
  const pa = range.firstPage * BigInt(PAGE_SIZE);
  const end = pa + BigInt(range.pages) * BigInt(PAGE_SIZE);
  if (end > ADDRESS_SPACE) {
    return refuse('expected an end below 2^64, found an overflow');
  }
  if (sameBar && pa < sameBar.end) {
    return refuse(
      `expected ranges in ascending order within BAR ${bar.id}, found one before the end of the last`,
    );
  }
  const barBase = sameBar?.barBase ?? pa;
  if (end - barBase > bar.size) {
    return refuse(
      `expected a range inside BAR ${bar.id} of ${bar.size} bytes, found an end at ${end - barBase}`,
    );
  }
  return parsed({ bar, barBase, barOffset: pa - barBase, pa, end });
}
