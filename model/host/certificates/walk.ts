/**
 * parse_certificate_chain(): walks the chain that the host cached and finds its last certificate, the device's own (host
 * series, v3c-10 and v4c-08). That one certificate vouches for the next is not asked, nor what any may be used for: the RMM
 * and the relying party do. The root comes first.
 */

import { HARDENED } from '../../defect.ts';
import { memoryFault, type Refusal, refuse } from '../errno.ts';
import type { HasCertificate } from './defects.ts';
import { certificateLength } from './length.ts';
import { type ParsedCertificate, parseX509 } from './parse.ts';

/** What a `size_t` makes of -EINVAL. */
const MINUS_EINVAL_UNSIGNED = (1n << 64n) - 22n;

/** The certificate that ends where the chain ends. */
export function lastCertificate(
  chain: Uint8Array,
  has: HasCertificate = HARDENED,
): ParsedCertificate | Refusal {
  let last: ParsedCertificate | undefined;
  for (let at = 0; at < chain.length; ) {
    const rest = chain.subarray(at);
    const length = certificateLength(rest, has);
    if (length === '-EINVAL' && has.has('length-kept-unsigned'))
      return memoryFault(`${MINUS_EINVAL_UNSIGNED} bytes are parsed, of which ${rest.length} are there`);
    const found = length === '-EINVAL' ? refuse(length) : parseX509(rest.subarray(0, length), has);
    if (found.errno !== '0' || length === '-EINVAL')
      return last !== undefined && has.has('last-readable-certificate-taken') ? last : found;
    last = found;
    at += length;
  }
  return last ?? refuse('-EINVAL');
}
