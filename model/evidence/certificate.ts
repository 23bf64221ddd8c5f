/**
 * One X.509 certificate (RFC 5280, section 4.1), as far as names, key and extensions; signatures and validity dates are
 * passed over. Follows what the host does before it hands the device's key to the RMM (lore 2026-04-27, host series v4,
 * 07 and 08).
 */

import { failed, type Parsed, parsed } from './bytes.ts';
import type { NamedCertificate, PublicKey } from './chain-links.ts';
import { type Der, decodeDer } from './der.ts';

/** One extension, its value still encoded (RFC 5280, section 4.1.2.9). */
export interface Extension {
  readonly oid: string;
  readonly critical: boolean;
  readonly value: Uint8Array;
}

/** SubjectPublicKeyInfo, before anything is asked of the key. */
export interface SubjectKey {
  /** Object identifier of the algorithm. */
  readonly type: string;
  /** Object identifier of the curve, where the parameters are one. */
  readonly curve: string | undefined;
  readonly bits: Uint8Array;
}

export interface FullCertificate extends NamedCertificate {
  /** Object identifier of the algorithm that the issuer signed with. */
  readonly signatureAlgorithm: string;
  readonly subjectKey: SubjectKey;
  readonly extensions: readonly Extension[];
}

/** Object identifiers of key algorithms and curves (RFC 5480, section 2; RFC 8017, appendix A.1). */
export const keyOid = {
  EC: '1.2.840.10045.2.1',
  RSA: '1.2.840.113549.1.1.1',
  P256: '1.2.840.10045.3.1.7',
  P384: '1.3.132.0.34',
} as const;

/**
 * The outer header the kernel accepts (x509_get_certificate_length): SEQUENCE with a two-byte length. Shorter or longer
 * certificates do not occur.
 */
export const startsCertificate = (bytes: Uint8Array): boolean => bytes[0] === 0x30 && bytes[1] === 0x82;

/** Reads a certificate that fills `der`; `offset` is where it begins in the input, for messages. */
export function parseCertificate(der: Uint8Array, offset = 0): Parsed<FullCertificate> {
  const whole = decodeDer(der);
  const [tbs, signatureAlgorithm] = whole?.tag === 'SEQUENCE' ? whole.parts : [];
  const all = tbs?.parts ?? [];
  // The version is [0] EXPLICIT and absent in version 1 certificates; the serial number follows.
  const [serial, , issuer, , subject, keyInfo, ...rest] = all[0]?.tag === '[0]' ? all.slice(1) : all;
  if (serial?.tag !== 'INTEGER' || issuer?.tag !== 'SEQUENCE' || subject?.tag !== 'SEQUENCE')
    return failed(offset, 'expected an X.509 certificate, found other DER');
  const subjectKey = subjectKeyOf(keyInfo);
  if (subjectKey === undefined) return failed(offset, 'expected a SubjectPublicKeyInfo, found other DER');
  const extensions = extensionsOf(rest.find(({ tag }) => tag === '[3]'));
  if (extensions === undefined) return failed(offset, 'expected extensions, found other DER');
  return parsed({
    der: Uint8Array.from(der),
    offset,
    subject: printable(subject),
    issuer: printable(issuer),
    subjectDer: subject.whole,
    issuerDer: issuer.whole,
    publicKey: publicKeyOf(subjectKey),
    signatureAlgorithm: signatureAlgorithm?.parts[0]?.oid ?? '?',
    subjectKey,
    extensions,
  });
}

function subjectKeyOf(keyInfo: Der | undefined): SubjectKey | undefined {
  const [algorithm, key] = keyInfo?.parts ?? [];
  const [type, parameters] = algorithm?.parts ?? [];
  if (type?.oid === undefined || key?.bits === undefined) return undefined;
  return { type: type.oid, curve: parameters?.oid, bits: key.bits };
}

/** Extensions ::= SEQUENCE OF SEQUENCE { OBJECT IDENTIFIER, BOOLEAN DEFAULT FALSE, OCTET STRING }, in [3] EXPLICIT. */
function extensionsOf(wrapper: Der | undefined): readonly Extension[] | undefined {
  if (wrapper === undefined) return [];
  const [list] = wrapper.parts;
  if (list?.tag !== 'SEQUENCE') return undefined;
  const extensions: Extension[] = [];
  for (const { parts } of list.parts) {
    const [id, second] = parts;
    const value = parts.at(-1);
    if (id?.oid === undefined || value?.tag !== 'OCTET STRING' || value.content === undefined)
      return undefined;
    extensions.push({ oid: id.oid, critical: second?.boolean === true, value: value.content });
  }
  return extensions;
}

/** The key as RMI_PDEV_SET_PUBKEY can take it. */
function publicKeyOf(subjectKey: SubjectKey): PublicKey {
  switch (subjectKey.type) {
    case keyOid.EC:
      return ecKey(subjectKey);
    case keyOid.RSA:
      return rsaKey(subjectKey.bits);
    default:
      return { algorithm: 'UNSUPPORTED', key: subjectKey.bits };
  }
}

/** An uncompressed point (SEC 1, section 2.3.3) on one of the two curves that RmiSignatureAlgorithm names. */
function ecKey({ curve, bits }: SubjectKey): PublicKey {
  if (curve === keyOid.P256 && bits.length === 65) return { algorithm: 'ECDSA_P256', key: bits };
  return { algorithm: curve === keyOid.P384 && bits.length === 97 ? 'ECDSA_P384' : 'UNSUPPORTED', key: bits };
}

function rsaKey(bits: Uint8Array): PublicKey {
  const numbers = rsaNumbers(bits);
  if (numbers === undefined) return { algorithm: 'UNSUPPORTED', key: bits };
  const key = withoutLeadingZeros(numbers.modulus);
  return { algorithm: key.length === 384 ? 'RSASSA_3072' : 'UNSUPPORTED', key };
}

/** RSAPublicKey (RFC 8017, appendix A.1.1), both numbers as encoded: big-endian, with their leading zeros. */
export function rsaNumbers(bits: Uint8Array): { modulus: Uint8Array; exponent: Uint8Array } | undefined {
  const [modulus, exponent] = decodeDer(bits)?.parts ?? [];
  if (modulus?.tag !== 'INTEGER' || exponent?.tag !== 'INTEGER') return undefined;
  return modulus.content && exponent.content
    ? { modulus: modulus.content, exponent: exponent.content }
    : undefined;
}

/** A big-endian number without the zeros before its first digit; zero is no byte at all. */
export function withoutLeadingZeros(digits: Uint8Array): Uint8Array {
  const first = digits.findIndex((byte) => byte !== 0);
  return first < 0 ? digits.slice(0, 0) : digits.slice(first);
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
function printable(name: Der): string {
  return name.parts
    .flatMap(({ parts }) => parts)
    .map(({ parts: [type, value] }) => {
      const label = attributeNames[type?.oid ?? ''] ?? type?.oid ?? '?';
      return `${label}=${value?.text ?? '?'}`;
    })
    .join(', ');
}
