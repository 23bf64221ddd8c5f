/**
 * Device certificate chains, in the three forms they come in: the SPDM chain object (DSP0274, certificate chain
 * format), DER certificates one after the other, and PEM. Adds to the certificates (certificate.ts) the links between
 * names and the SPDM header, which the host leaves unchecked. Signatures, validity dates and extensions are not
 * verified here.
 */

import { concat, failed, littleEndian, type Parsed, parsed, toHex } from './bytes.ts';
import { type FullCertificate, parseCertificate, startsCertificate } from './certificate.ts';
import { type CertificateChain, linked, rootFirst } from './chain-links.ts';
import { digest, digestBytes, digestSize, type HashAlgorithm } from './digest.ts';
import { looksLikePem, parsePem } from './pem.ts';

export type { Certificate, CertificateChain, PublicKey } from './chain-links.ts';

/** What stands in the bytes, before anything is asked of how the certificates hang together. */
export interface Certificates {
  readonly form: CertificateChain['form'];
  /** In the order in which they stand there, never empty. */
  readonly found: readonly FullCertificate[];
  /** Of the SPDM form: the digest of the root in its header, in hexadecimal, and whether the first certificate has it. */
  readonly rootHash?: {
    readonly algorithm: HashAlgorithm;
    readonly digest: string;
    readonly matches: boolean;
  };
}

/** Reads certificates in any of the three forms. */
export function parseCertificates(bytes: Uint8Array): Parsed<Certificates> {
  if (looksLikePem(bytes)) return some('PEM', pemCertificates(bytes));
  return startsCertificate(bytes) && lengthField(bytes) !== bytes.length
    ? some('DER', split(bytes, 0))
    : spdmCertificates(bytes);
}

/** Reads a chain in any of the three forms, and checks that it is one: self-issued root, every issuer the subject before. */
export function parseCertificateChain(bytes: Uint8Array): Parsed<CertificateChain> {
  const certificates = parseCertificates(bytes);
  if (!certificates.ok) return certificates;
  const { form, found, rootHash } = certificates.value;
  if (rootHash?.matches === false)
    return failed(
      4,
      `expected the ${rootHash.algorithm} digest of the root certificate, found another root hash`,
    );
  const ordered = form === 'PEM' ? rootFirst(found) : parsed(found);
  return ordered.ok ? linked(form, ordered.value) : ordered;
}

/** The SPDM chain object for a chain (DSP0274: length, reserved, root hash, certificates). */
export function spdmChainObject(chain: CertificateChain, algorithm: HashAlgorithm): Uint8Array {
  const rootHash = digestBytes(algorithm, chain.certificates[0].der);
  const size = 4 + rootHash.length + chain.chainBytes.length;
  return concat(littleEndian(size, 4), rootHash, chain.chainBytes);
}

function some(
  form: CertificateChain['form'],
  found: Parsed<readonly FullCertificate[]>,
): Parsed<Certificates> {
  if (!found.ok) return found;
  return found.value.length > 0
    ? parsed({ form, found: found.value })
    : failed(0, 'expected at least one certificate, found none');
}

function spdmCertificates(bytes: Uint8Array): Parsed<Certificates> {
  if (bytes.length < 4) {
    return failed(0, `expected a certificate chain, found ${bytes.length} bytes`);
  }
  if (lengthField(bytes) !== bytes.length) {
    const size = lengthField(bytes);
    return failed(
      0,
      `expected PEM, DER or an SPDM chain of ${bytes.length} bytes, found a length field of ${size}`,
    );
  }
  // The object does not say which hash was negotiated; where a certificate can begin and the root hash itself decide.
  let result: Parsed<Certificates> = failed(
    4,
    'expected a root hash of 32, 48 or 64 bytes and then a certificate (30 82)',
  );
  for (const algorithm of ['SHA-256', 'SHA-384', 'SHA-512'] as const) {
    const start = 4 + digestSize[algorithm];
    if (!startsCertificate(bytes.subarray(start))) continue;
    const read = split(bytes, start);
    if (!read.ok) {
      if (!result.ok) result = read;
      continue;
    }
    const [root] = read.value;
    if (root === undefined) continue;
    const said = toHex(bytes.subarray(4, start));
    const rootHash = { algorithm, digest: said, matches: digest(algorithm, root.der) === said };
    result = parsed({ form: 'SPDM', found: read.value, rootHash });
    if (rootHash.matches) return result;
  }
  return result;
}

/** From SPDM 1.2 on the length has 32 bits; before, 16 bits and a reserved field whose value is not looked at. */
function lengthField(bytes: Uint8Array): number {
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0] = bytes;
  const short = b0 + b1 * 0x100;
  return short === bytes.length ? short : short + b2 * 0x10000 + b3 * 0x1000000;
}

function pemCertificates(bytes: Uint8Array): Parsed<readonly FullCertificate[]> {
  const blocks = parsePem(bytes);
  if (!blocks.ok) return blocks;
  const certificates: FullCertificate[] = [];
  for (const [index, der] of blocks.value.entries()) {
    const one = parseCertificate(der);
    if (!one.ok) return failed(0, `in PEM block ${index + 1}: ${one.reason} (at its byte ${one.offset})`);
    certificates.push(one.value);
  }
  return parsed(certificates);
}

/** Cuts a concatenation into certificates; nothing may be left over. */
function split(bytes: Uint8Array, start: number): Parsed<readonly FullCertificate[]> {
  const certificates: FullCertificate[] = [];
  for (let at = start; at < bytes.length; ) {
    const rest = bytes.subarray(at);
    if (rest.length < 4 || !startsCertificate(rest)) {
      return failed(at, `expected a certificate (30 82), found ${toHex(rest.subarray(0, 2))}`);
    }
    const size = 4 + rest[2]! * 0x100 + rest[3]!;
    if (size > rest.length) {
      return failed(at, `expected a certificate of ${size} bytes, ${rest.length} are left`);
    }
    const one = parseCertificate(rest.subarray(0, size), at);
    if (!one.ok) {
      return one;
    }
    certificates.push(one.value);
    at += size;
  }
  return parsed(certificates);
}
