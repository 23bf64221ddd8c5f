/**
 * Which BARs hold the MSI-X table and pending bits, from configuration space (PCIe 6.0, 7.7.2). v1 of the series left such
 * BARs out altogether (get_msix_bar); the hardened guest goes by the ranges of the report and asks this for nothing.
 */

import type { HasMmio } from './defects.ts';

/** The BARs of a function's MSI-X table and pending bits; absent where it has none. */
export interface MsixBars {
  readonly table?: number;
  readonly pba?: number;
}

/** Offsets and bits of configuration space (PCIe 6.0, 7.5.1.1 and 7.7.2). */
const STATUS = 0x06;
const CAPABILITIES_LIST = 0x10;
const CAPABILITIES_POINTER = 0x34;
const MSIX_CAPABILITY = 0x11;
const [TABLE, PBA] = [4, 8];
const BIR = 0x7;
/** No list of capabilities is longer than its space: 192 bytes at four each. */
const CAPABILITIES_MOST = 48;

/** Reads the first 256 bytes of configuration space. */
export function msixBars(config: Uint8Array, has: HasMmio): MsixBars {
  const at = msixCapability(config);
  if (at === 0 && !has.has('msix-capability-not-tested')) return {};
  return { table: config[at + TABLE]! & BIR, pba: config[at + PBA]! & BIR };
}

/** Where the MSI-X capability is, or 0. */
function msixCapability(config: Uint8Array): number {
  if ((config[STATUS]! & CAPABILITIES_LIST) === 0) return 0;
  let at = config[CAPABILITIES_POINTER]! & 0xfc;
  for (let seen = 0; at >= 0x40 && seen < CAPABILITIES_MOST; seen++) {
    if (config[at] === MSIX_CAPABILITY) return at;
    at = config[at + 1]! & 0xfc;
  }
  return 0;
}
