/**
 * x509_cert_parse() as far as the host driver uses what it finds: the public key and the raw SubjectAltName (host series,
 * v3c-07, v3c-08 and v4c-05, v4c-06). The kernel's decoder follows the lengths in the bytes and does not look at what is
 * behind the certificate; names, signature, dates and usage are not asked about.
 */

import { HARDENED } from '../../defect.ts';
import { parseCertificate, type SubjectKey } from '../../evidence/certificate.ts';
import { extensionOid, repeatedExtensions } from '../../evidence/extensions.ts';
import { type Refusal, refuse } from '../errno.ts';
import type { HasCertificate } from './defects.ts';

export interface ParsedCertificate {
  readonly errno: '0';
  readonly subjectKey: SubjectKey;
  /** raw_san: the value of the SubjectAltName extension, still encoded; the CCA driver does not use it. */
  readonly rawSan: Uint8Array | undefined;
}

/** Parses the certificate that `bytes` begin with. */
export function parseX509(bytes: Uint8Array, has: HasCertificate = HARDENED): ParsedCertificate | Refusal {
  const read = parseCertificate(bytes.subarray(0, encodedSize(bytes)));
  if (!read.ok) return refuse('-EBADMSG');
  const { extensions, subjectKey } = read.value;
  // RFC 5280, section 4.2: no extension twice. The kernel refuses a second SubjectAltName; more than that is hardened.
  if (repeatedExtensions(extensions).length > 0 && !has.has('second-san-taken')) return refuse('-EBADMSG');
  const san = extensions.findLast(({ oid }) => oid === extensionOid.subjectAltName);
  return { errno: '0', subjectKey, rawSan: san?.value };
}

/** How many bytes a value has by its own account (X.690, section 8.1.3); all, where it has none. */
function encodedSize(bytes: Uint8Array): number {
  const first = bytes[1] ?? 0;
  if (first < 0x80) return 2 + first;
  const digits = bytes.subarray(2, 2 + (first & 0x7f));
  return digits.length === 0
    ? bytes.length
    : 2 + digits.length + digits.reduce((n, byte) => n * 0x100 + byte, 0);
}
