/**
 * Which alias a driver gets for a piece of a BAR: the private one, behind which the device is, or the shared one, behind
 * which the host is. arm64 asks the RMM for the RIPAS of the pages (arch/arm64/kernel/rsi.c, arm64_rsi_is_protected),
 * other architectures the iomem tree (PCI/TSM core, A.9). Neither asks who maps: what an earlier acceptance left behind
 * decides for every later driver.
 */

import { PAGE_SIZE } from '../../evidence/interface-report.ts';
import type { HasMmio } from './defects.ts';
import { encryptedPart, type Iomem } from './iomem.ts';

export type Ripas = 'EMPTY' | 'RAM' | 'DESTROYED' | 'DEV';

/** The realm's pages by page number, and the device page a DEV one leads to, in bytes; what is not there is EMPTY. */
export type RealmPages = Map<bigint, { readonly ripas: Ripas; readonly pa?: bigint }>;

/** `REFUSED`: ioremap fails. */
export type Alias = 'PRIVATE' | 'SHARED' | 'REFUSED';

const alias = (part: 'ALL' | 'SOME' | 'NONE', has: HasMmio): Alias => {
  if (part === 'SOME') return has.has('mixed-mapping-is-shared') ? 'SHARED' : 'REFUSED';
  return part === 'ALL' ? 'PRIVATE' : 'SHARED';
};

/** arm64: protected is what is not RIPAS EMPTY, and a mapping is private if all of it is. */
export function ioremapByRipas(pages: RealmPages, start: bigint, size: bigint, has: HasMmio): Alias {
  const [first, last] = [start / BigInt(PAGE_SIZE), (start + size - 1n) / BigInt(PAGE_SIZE)];
  let protectedPages = 0n;
  for (let page = first; page <= last; page++)
    if ((pages.get(page)?.ripas ?? 'EMPTY') !== 'EMPTY') protectedPages++;
  if (protectedPages === 0n) return 'SHARED';
  return alias(protectedPages === last - first + 1n ? 'ALL' : 'SOME', has);
}

/** The core: if any part of a mapping is encrypted, all of it has to be. */
export const ioremapByIomem = (iomem: Iomem, start: bigint, size: bigint, has: HasMmio): Alias =>
  alias(encryptedPart(iomem, start, start + size - 1n, has), has);
