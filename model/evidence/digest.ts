/**
 * Digests of evidence. The RMM hashes what the device said and the realm hashes what the host handed over; both use
 * the algorithm chosen at RMI_PDEV_CREATE (DEN0137, RmiHashAlgorithm), and SPDM chains use the one negotiated in
 * ALGORITHMS (DSP0274). This is the only file that imports the hash library.
 */

import { sha256, sha384, sha512 } from '@noble/hashes/sha2.js';
import { toHex } from './bytes.ts';

/** The hash algorithms that RMM and SPDM can name here. */
export type HashAlgorithm = 'SHA-256' | 'SHA-384' | 'SHA-512';

const functions = {
  'SHA-256': sha256,
  'SHA-384': sha384,
  'SHA-512': sha512,
} as const satisfies Record<HashAlgorithm, (bytes: Uint8Array) => Uint8Array>;

/** How many bytes a digest has (FIPS 180-4, figure 1). */
export const digestSize = { 'SHA-256': 32, 'SHA-384': 48, 'SHA-512': 64 } as const satisfies Record<
  HashAlgorithm,
  number
>;

/** The digest of `bytes` as lower-case hexadecimal (FIPS 180-4). */
export function digest(algorithm: HashAlgorithm, bytes: Uint8Array): string {
  return toHex(digestBytes(algorithm, bytes));
}

/** The digest of `bytes` as octets, for messages that carry it. */
export function digestBytes(algorithm: HashAlgorithm, bytes: Uint8Array): Uint8Array {
  return functions[algorithm](bytes);
}
