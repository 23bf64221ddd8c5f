/**
 * What accept and unlock do to the pages and to the iomem tree (guest series, patches 08 and 09: A2 to A7, U1 to U4), with
 * what is left at every way out. The hardened guest validates first, enters resources as encrypted only then, and keeps
 * its table whatever fails, so that unlock can undo it; the flow of the same operation is in ../accept.ts and ../unlock.ts.
 */

import { PAGE_SIZE } from '../../evidence/interface-report.ts';
import type { HasMmio } from './defects.ts';
import { type Iomem, insertResource, removeResources, type Table } from './iomem.ts';
import type { RealmPages } from './ioremap.ts';
import type { TeeRange } from './tee-ranges.ts';
import { type MappingResult, type ValidateMapping, validateRanges } from './validate.ts';

/** Changed in place. */
export interface Mmio {
  readonly iomem: Iomem;
  readonly pages: RealmPages;
  /** What unlock has to undo: `dsc->pci.mmio` and its ranges. */
  kept: { readonly table: Table; readonly ranges: readonly TeeRange[] } | undefined;
}

/** What others do during an accept. */
export interface AcceptWorld {
  readonly validateMapping: ValidateMapping;
  /** Whether SET_TDI_STATE(RUN) and DMA_ENABLE, which follow, succeed. */
  readonly runs: boolean;
}

export type AcceptResult = MappingResult | '-EBUSY' | '-EIO';

/** The parts of an accept that concern memory-mapped I/O. `table` is the allocation; `seen` is called between any two steps. */
export function acceptRanges(
  mmio: Mmio,
  ranges: readonly TeeRange[],
  table: Table,
  world: AcceptWorld,
  has: HasMmio,
  seen: () => void = () => {},
): AcceptResult {
  mmio.kept = { table, ranges };
  const validate = (): AcceptResult => validateRanges(ranges, world.validateMapping, has);
  const insert = (): AcceptResult => insertRanges(mmio.iomem, ranges, table);
  const run = (): AcceptResult => (world.runs ? '0' : '-EIO');
  const steps = has.has('encrypted-before-validated') ? [insert, validate, run] : [validate, insert, run];
  for (const step of steps) {
    const result = step();
    seen();
    if (result !== '0') {
      forget(mmio, has);
      seen();
      return result;
    }
  }
  return '0';
}

/** pci_tsm_mmio_setup(): rolls itself back. */
function insertRanges(iomem: Iomem, ranges: readonly TeeRange[], table: Table): '0' | '-EBUSY' {
  for (const { ipa, pages } of ranges) {
    const end = ipa + BigInt(pages) * BigInt(PAGE_SIZE) - 1n;
    const resource = { name: 'PCI MMIO Encrypted', start: ipa, end, encrypted: true, table };
    if (insertResource(iomem, resource) === '0') continue;
    removeResources(iomem, table);
    return '-EBUSY';
  }
  return '0';
}

/** The error paths that do not keep what there is to undo: each leaves out one thing. */
function forget(mmio: Mmio, has: HasMmio): void {
  const { kept } = mmio;
  const forgets = (['ranges-left-validated', 'freed-while-inserted', 'freed-twice'] as const).some((d) =>
    has.has(d),
  );
  if (kept === undefined || !forgets) return;
  if (!has.has('ranges-left-validated')) emptyPages(mmio.pages, kept.ranges);
  if (!has.has('freed-while-inserted')) removeResources(mmio.iomem, kept.table);
  kept.table.frees += has.has('freed-twice') ? 2 : 1;
  mmio.kept = undefined;
}

/** U1, U3 and U4, after which nothing is left of an accept, however far it came. */
export function unlockRanges(mmio: Mmio): void {
  const { kept } = mmio;
  if (kept === undefined) return;
  emptyPages(mmio.pages, kept.ranges);
  removeResources(mmio.iomem, kept.table);
  kept.table.frees++;
  mmio.kept = undefined;
}

/** RSI_IPA_STATE_SET(EMPTY, CHANGE_DESTROYED). */
function emptyPages(pages: RealmPages, ranges: readonly TeeRange[]): void {
  for (const { ipa, pages: count } of ranges)
    for (let k = 0; k < count; k++) pages.delete(ipa / BigInt(PAGE_SIZE) + BigInt(k));
}
