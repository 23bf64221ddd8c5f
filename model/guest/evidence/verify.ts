/**
 * cca_verify_digests() and what is published after it (guest series, patch 08): every object hashes to the digest that the RMM
 * wrote into rsi_vdevice_info in this call. Hardened: the buffer is cleared, and a digest counts only if the RMM says it set
 * it; each publication has a generation of its own, from 1 on.
 */

import { HARDENED } from '../../defect.ts';
import { equalBytes } from '../../evidence/bytes.ts';
import { digestBytes } from '../../evidence/digest.ts';
import type { HasEvidence } from './defects.ts';

export type Name = 'certificate' | 'vca' | 'report' | 'measurements';
export const NAMES: readonly Name[] = ['certificate', 'vca', 'report', 'measurements'];

/** What RSI_VDEV_GET_INFO writes: a digest for each object, except that of VCA where the RMM has none. */
export interface Info {
  readonly digests: Readonly<Record<Name, Uint8Array>>;
  /** Flag protocol_data_set of the newer text. */
  readonly protocolDataSet: boolean;
}

/** Offsets in rsi_vdevice_info, 64 bytes each. */
const AT: Readonly<Record<Name, number>> = {
  vca: 0x40,
  certificate: 0x80,
  measurements: 0x100,
  report: 0x140,
};
const INFO_SIZE = 0x200;

/** The guest's buffer after the call. `stale` is what the allocator left in it. */
function infoBuffer({ digests, protocolDataSet }: Info, stale: Uint8Array, has: HasEvidence): Uint8Array {
  const buffer = new Uint8Array(INFO_SIZE);
  if (has.has('unset-digest-compared')) buffer.set(stale.subarray(0, INFO_SIZE));
  for (const name of NAMES) if (name !== 'vca' || protocolDataSet) buffer.set(digests[name], AT[name]);
  return buffer;
}

/** Whether a lock may go on with these objects; absent ones the host withheld. SHA-256. */
export function verified(
  objects: Readonly<Partial<Record<Name, Uint8Array>>>,
  info: Info,
  stale: Uint8Array,
  has: HasEvidence = HARDENED,
): boolean {
  if (!info.protocolDataSet && !has.has('unset-digest-compared')) return false;
  const buffer = infoBuffer(info, stale, has);
  return NAMES.every((name) => {
    const object = objects[name];
    if (object === undefined) return has.has('missing-object-warned');
    return equalBytes(digestBytes('SHA-256', object), buffer.subarray(AT[name], AT[name] + 32));
  });
}

/** The generation of the next publication. 0 means that there is none yet. */
export const nextGeneration = (previous: bigint, measNonce: bigint, has: HasEvidence = HARDENED): bigint =>
  has.has('generation-is-half-a-nonce') ? BigInt.asIntN(32, measNonce) : previous + 1n;
