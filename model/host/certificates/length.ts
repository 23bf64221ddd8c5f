/**
 * x509_get_certificate_length(): how long the certificate is that bytes begin with (host series, v3c-09 and v4c-07). Only the
 * long form with two bytes of length is taken, so that no certificate has more than 64 KiB.
 */

import { HARDENED } from '../../defect.ts';
import type { HasCertificate } from './defects.ts';

const HEADER = 4;
const [SEQUENCE, LONG_FORM_OF_TWO] = [0x30, 0x82];

/** In bytes, header and all; never more than there are. */
export function certificateLength(bytes: Uint8Array, has: HasCertificate = HARDENED): number | '-EINVAL' {
  if (bytes.length < HEADER) return '-EINVAL';
  const wrong = [bytes[0] !== SEQUENCE, bytes[1] !== LONG_FORM_OF_TWO];
  const refused = has.has('header-tested-with-and') ? wrong.every(Boolean) : wrong.some(Boolean);
  const length = HEADER + bytes[2]! * 0x100 + bytes[3]!;
  return refused || length > bytes.length ? '-EINVAL' : length;
}
