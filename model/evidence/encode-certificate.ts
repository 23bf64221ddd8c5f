/**
 * Writes certificates with nothing in them but what is asked for (RFC 5280, section 4.1): to give a reader what no authority
 * would sign. The signature is a placeholder.
 */

import { type Extension, keyOid } from './certificate.ts';
import { bitString, der, oid, tag, utf8 } from './encode-der.ts';

export interface CertificateText {
  readonly subject: string;
  readonly issuer: string;
  /** SubjectPublicKeyInfo, encoded. */
  readonly keyInfo: Uint8Array;
  readonly extensions?: readonly Extension[];
}

const ECDSA_WITH_SHA384 = der(tag.SEQUENCE, oid('1.2.840.10045.4.3.3'));
const VALIDITY = der(
  tag.SEQUENCE,
  ...['20260101000000Z', '99991231235959Z'].map((time) =>
    der(tag.GENERALIZED_TIME, new TextEncoder().encode(time)),
  ),
);

/** A certificate of version 3. */
export function encodeCertificate({
  subject,
  issuer,
  keyInfo,
  extensions = [],
}: CertificateText): Uint8Array {
  const list = der(tag.SEQUENCE, ...extensions.map(encodeExtension));
  const tbs = der(
    tag.SEQUENCE,
    der(0xa0, der(tag.INTEGER, Uint8Array.of(2))),
    der(tag.INTEGER, Uint8Array.of(1)),
    ECDSA_WITH_SHA384,
    commonName(issuer),
    VALIDITY,
    commonName(subject),
    keyInfo,
    ...(extensions.length === 0 ? [] : [der(0xa3, list)]),
  );
  return der(tag.SEQUENCE, tbs, ECDSA_WITH_SHA384, bitString(new Uint8Array(8)));
}

/** A Name with a common name only. */
export const commonName = (name: string): Uint8Array =>
  der(tag.SEQUENCE, der(tag.SET, der(tag.SEQUENCE, oid('2.5.4.3'), utf8(name))));

/** A point on a named curve, or whatever bytes are to pass for one (RFC 5480, section 2). */
export const ecKeyInfo = (curve: string, point: Uint8Array): Uint8Array =>
  der(tag.SEQUENCE, der(tag.SEQUENCE, oid(keyOid.EC), oid(curve)), bitString(point));

/** An RSA key, both numbers as given, zeros in front and all (RFC 8017, appendix A.1). */
export const rsaKeyInfo = (modulus: Uint8Array, exponent: Uint8Array): Uint8Array =>
  der(
    tag.SEQUENCE,
    der(tag.SEQUENCE, oid(keyOid.RSA), Uint8Array.of(5, 0)),
    bitString(der(tag.SEQUENCE, der(tag.INTEGER, modulus), der(tag.INTEGER, exponent))),
  );

const encodeExtension = ({ oid: id, critical, value }: Extension): Uint8Array =>
  der(
    tag.SEQUENCE,
    oid(id),
    ...(critical ? [der(tag.BOOLEAN, Uint8Array.of(0xff))] : []),
    der(tag.OCTET_STRING, value),
  );
