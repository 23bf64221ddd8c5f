/** rsi_vdev_id(): how guest and RMM name a function to each other, from PCI domain and routing id (guest series, patch 03). */

import { HARDENED } from '../../defect.ts';
import type { HasRhi } from './defects.ts';

/** The register that carries the id: domain above the 16 bits of bus, device and function. `domain` has up to 32 bits. */
export function vdevId(domain: number, routingId: number, has: HasRhi = HARDENED): bigint {
  if (has.has('domain-packed-in-int')) return BigInt.asUintN(64, BigInt((domain << 16) | routingId));
  return (BigInt(domain) << 16n) | BigInt(routingId);
}
