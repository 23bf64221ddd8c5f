/**
 * Device certificate chains, in the three forms they come in: the SPDM chain object (DSP0274, certificate chain
 * format), DER certificates one after the other, and PEM. Follows what the host does before it hands the device's key
 * to the RMM (lore 2026-04-27, host series v4, 07 and 08) and adds the links between names and the SPDM header, which
 * the host leaves unchecked. Signatures, validity dates and extensions are not verified here; nor is the RSA exponent
 * kept.
 */

import {
  BaseStringBlock,
  BitString,
  fromBER,
  Integer,
  ObjectIdentifier,
  Sequence,
  Set as SetOf,
} from 'asn1js';
import { concat, failed, littleEndian, type Parsed, parsed, toHex } from './bytes.ts';
import {
  type CertificateChain,
  linked,
  type NamedCertificate,
  type PublicKey,
  rootFirst,
} from './chain-links.ts';
import { digest, digestBytes, digestSize, type HashAlgorithm } from './digest.ts';
import { looksLikePem, parsePem } from './pem.ts';

export type { Certificate, CertificateChain, PublicKey } from './chain-links.ts';

/** Reads a chain in any of the three forms, and checks that it is one: self-issued root, every issuer the subject before. */
export function parseCertificateChain(bytes: Uint8Array): Parsed<CertificateChain> {
  if (looksLikePem(bytes)) {
    return parsePemChain(bytes);
  }
  return startsCertificate(bytes) && lengthField(bytes) !== bytes.length
    ? linked('DER', split(bytes, 0))
    : parseSpdmChain(bytes);
}

/** The SPDM chain object for a chain (DSP0274: length, reserved, root hash, certificates). */
export function spdmChainObject(chain: CertificateChain, algorithm: HashAlgorithm): Uint8Array {
  const rootHash = digestBytes(algorithm, chain.certificates[0].der);
  const size = 4 + rootHash.length + chain.chainBytes.length;
  return concat(littleEndian(size, 4), rootHash, chain.chainBytes);
}

function parseSpdmChain(bytes: Uint8Array): Parsed<CertificateChain> {
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
  // The object does not say which hash was negotiated; the root hash itself decides.
  const algorithms = (['SHA-256', 'SHA-384', 'SHA-512'] as const).filter((algorithm) =>
    startsCertificate(bytes.subarray(4 + digestSize[algorithm])),
  );
  let failure = failed(4, 'expected a root hash of 32, 48 or 64 bytes and then a certificate (30 82)');
  for (const algorithm of algorithms) {
    const start = 4 + digestSize[algorithm];
    const chain = linked('SPDM', split(bytes, start));
    if (chain.ok && digest(algorithm, chain.value.certificates[0].der) === toHex(bytes.subarray(4, start))) {
      return chain;
    }
    failure = chain.ok
      ? failed(4, `expected the ${algorithm} digest of the root certificate, found another root hash`)
      : chain;
  }
  return failure;
}

/** From SPDM 1.2 on the length has 32 bits; before, 16 bits and a reserved field whose value is not looked at. */
function lengthField(bytes: Uint8Array): number {
  const [b0 = 0, b1 = 0, b2 = 0, b3 = 0] = bytes;
  const short = b0 + b1 * 0x100;
  return short === bytes.length ? short : short + b2 * 0x10000 + b3 * 0x1000000;
}

function parsePemChain(bytes: Uint8Array): Parsed<CertificateChain> {
  const blocks = parsePem(bytes);
  if (!blocks.ok) {
    return blocks;
  }
  const certificates: NamedCertificate[] = [];
  for (const [index, der] of blocks.value.entries()) {
    const one = parseCertificate(der, 0);
    if (!one.ok) {
      return failed(0, `in PEM block ${index + 1}: ${one.reason} (at its byte ${one.offset})`);
    }
    certificates.push(one.value);
  }
  const ordered = rootFirst(certificates);
  return ordered.ok ? linked('PEM', ordered) : ordered;
}

/**
 * The outer header the kernel accepts (x509_get_certificate_length): SEQUENCE with a two-byte length. Shorter or
 * longer certificates do not occur. Departs from the posted series: both bytes must match, the fix made upstream.
 */
const startsCertificate = (bytes: Uint8Array) => bytes[0] === 0x30 && bytes[1] === 0x82;

/** Cuts a concatenation into certificates; nothing may be left over. */
function split(bytes: Uint8Array, start: number): Parsed<readonly NamedCertificate[]> {
  const certificates: NamedCertificate[] = [];
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

/** RFC 5280, section 4.1: Certificate and TBSCertificate, as far as names and key. */
function parseCertificate(der: Uint8Array, offset: number): Parsed<NamedCertificate> {
  const [tbs] = children(decode(der));
  const fields = children(tbs);
  // The version is [0] EXPLICIT and absent in version 1 certificates; the serial number follows.
  const [serial, , issuer, , subject, keyInfo] = fields[0] instanceof Integer ? fields : fields.slice(1);
  if (!(serial instanceof Integer && issuer instanceof Sequence && subject instanceof Sequence)) {
    return failed(offset, 'expected an X.509 certificate, found other DER');
  }
  const publicKey = publicKeyOf(keyInfo);
  if (publicKey === undefined) {
    return failed(offset, 'expected a SubjectPublicKeyInfo, found other DER');
  }
  return parsed({
    der: Uint8Array.from(der),
    offset,
    subject: printable(subject),
    issuer: printable(issuer),
    subjectDer: subject.valueBeforeDecodeView,
    issuerDer: issuer.valueBeforeDecodeView,
    publicKey,
  });
}

/** One DER value that fills the bytes exactly. The library may throw on hostile input; here that is only "not DER". */
function decode(der: Uint8Array): unknown {
  try {
    const { offset, result } = fromBER(Uint8Array.from(der), { parseEmbedded: false });
    return offset === der.length ? result : undefined;
  } catch {
    return undefined;
  }
}

const children = (value: unknown): readonly unknown[] =>
  value instanceof Sequence || value instanceof SetOf ? value.valueBlock.value : [];

const oidOf = (value: unknown): string | undefined =>
  value instanceof ObjectIdentifier ? value.valueBlock.toString() : undefined;

/** RFC 5480 section 2 for EC keys, RFC 8017 appendix A.1.1 for RSA. */
function publicKeyOf(keyInfo: unknown): PublicKey | undefined {
  const [algorithm, bits] = children(keyInfo);
  const [type, parameters] = children(algorithm);
  if (oidOf(type) === undefined || !(bits instanceof BitString)) {
    return undefined;
  }
  const content = Uint8Array.from(bits.valueBlock.valueHexView);
  switch (oidOf(type)) {
    case '1.2.840.10045.2.1':
      return ecKey(oidOf(parameters), content);
    case '1.2.840.113549.1.1.1':
      return rsaKey(content);
    default:
      return { algorithm: 'UNSUPPORTED', key: content };
  }
}

/** An uncompressed point (SEC 1, section 2.3.3) on one of the two curves that RmiSignatureAlgorithm names. */
function ecKey(curve: string | undefined, key: Uint8Array): PublicKey {
  if (curve === '1.2.840.10045.3.1.7' && key.length === 65) {
    return { algorithm: 'ECDSA_P256', key };
  }
  return { algorithm: curve === '1.3.132.0.34' && key.length === 97 ? 'ECDSA_P384' : 'UNSUPPORTED', key };
}

function rsaKey(content: Uint8Array): PublicKey {
  const [modulus] = children(decode(content));
  if (!(modulus instanceof Integer)) {
    return { algorithm: 'UNSUPPORTED', key: content };
  }
  const digits = Uint8Array.from(modulus.valueBlock.valueHexView);
  const firstDigit = digits.findIndex((byte) => byte !== 0);
  const key = digits.slice(Math.max(firstDigit, 0));
  return { algorithm: key.length === 384 ? 'RSASSA_3072' : 'UNSUPPORTED', key };
}

/** RFC 4519 short names; other attribute types keep their number. */
const attributeNames: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
};

/** A Name (RFC 5280, section 4.1.2.4) for people to read. */
function printable(name: unknown): string {
  const attributes = children(name).flatMap(children).map(children);
  return attributes
    .map(([type, value]) => {
      const label = attributeNames[oidOf(type) ?? ''] ?? oidOf(type) ?? '?';
      return `${label}=${value instanceof BaseStringBlock ? value.getValue() : '?'}`;
    })
    .join(', ');
}
