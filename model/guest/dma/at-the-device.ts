/**
 * What a device meets at the address it was handed. A TLP with T=1 goes through the realm's stage 2, which has both aliases
 * (Suzuki Poulose and Aneesh Kumar K.V, 2025-07-30); one with T=0 through the host's, which has shared pages alone, and only
 * under the alias that says so.
 */

import type { Buffer } from './decision.ts';

/**
 * `REACHES`: the memory it was meant to. `FAULT`: nothing, and no data lost but its own. `HOST_MEMORY`: the shared alias of a
 * page that is private is the host's to map, so the host chooses what is read and keeps what is written.
 */
export type Reached = 'REACHES' | 'FAULT' | 'HOST_MEMORY';

/** `t`: whether the device sets T, as one in RUN does whose DMA the RMM enabled. */
export function atTheDevice({ state, sharedBit }: Buffer, t: boolean): Reached {
  if (sharedBit) return state === 'SHARED' ? 'REACHES' : 'HOST_MEMORY';
  return t && state === 'PRIVATE' ? 'REACHES' : 'FAULT';
}
