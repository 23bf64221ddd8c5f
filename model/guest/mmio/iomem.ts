/**
 * The iomem resource tree, as far as the ranges of a device are concerned: resources nested by containment, inserted and
 * removed as insert_resource() and remove_resource() do (kernel/resource.c), and what a lookup finds. The order of a list
 * does not matter; the nesting is in the addresses.
 */

import type { HasMmio } from './defects.ts';

/** The table of ranges that an accept allocates (struct pci_tsm_mmio); its resources live in it. */
export interface Table {
  /** How often it was freed. */
  frees: number;
}

export interface Resource {
  readonly name: string;
  /** Both inclusive, in bytes. */
  readonly start: bigint;
  readonly end: bigint;
  /** IORES_DESC_ENCRYPTED. */
  readonly encrypted: boolean;
  /** The allocation it is part of; none for what the PCI core keeps as long as the device is there. */
  readonly table?: Table;
}

/** Changed in place, as the kernel's tree is. */
export type Iomem = Resource[];

const inside = (inner: Resource, outer: Resource): boolean =>
  inner.start >= outer.start && inner.end <= outer.end;
const apart = (one: Resource, other: Resource): boolean => one.end < other.start || one.start > other.end;

/** insert_resource(): refused where the new resource would cross the edge of another. */
export function insertResource(iomem: Iomem, resource: Resource): '0' | '-EBUSY' {
  const fits = iomem.every(
    (other) => apart(resource, other) || inside(resource, other) || inside(other, resource),
  );
  if (!fits) return '-EBUSY';
  iomem.push(resource);
  return '0';
}

/** Removes all resources of a table, whichever of them were inserted. */
export function removeResources(iomem: Iomem, table: Table): void {
  for (let k = iomem.length - 1; k >= 0; k--) if (iomem[k]!.table === table) iomem.splice(k, 1);
}

/** A walk of the tree, such as reading /proc/iomem, would touch memory that has been freed. */
export const walksFreedMemory = (iomem: Iomem): boolean =>
  iomem.some(({ table }) => table !== undefined && table.frees > 0);

/** Whether all, some or nothing of a range of addresses is encrypted, by the innermost resource there is. */
export function encryptedPart(
  iomem: Iomem,
  start: bigint,
  end: bigint,
  has: HasMmio,
): 'ALL' | 'SOME' | 'NONE' {
  const seen = iomem.filter(
    (resource) =>
      !has.has('nested-resource-missed') ||
      !iomem.some((other) => other !== resource && inside(resource, other)),
  );
  const encrypted = seen.filter((r) => r.encrypted && r.start <= end && r.end >= start);
  if (encrypted.length === 0) return 'NONE';
  let at = start;
  for (const r of encrypted.sort((a, b) => (a.start < b.start ? -1 : 1))) if (r.start <= at) at = r.end + 1n;
  return at > end ? 'ALL' : 'SOME';
}
