/**
 * The extensions of a certificate that say what it may be used for (RFC 5280, section 4.2.1) and which device it is for
 * (DSP0274, certificate requirements). Reads them; whether they suit is for who asks.
 */

import type { Extension } from './certificate.ts';
import { decodeDer } from './der.ts';

export const extensionOid = {
  keyUsage: '2.5.29.15',
  subjectAltName: '2.5.29.17',
  basicConstraints: '2.5.29.19',
  extendedKeyUsage: '2.5.29.37',
} as const;

/** DSP0274: purposes of a leaf, and the name of a device as `VENDOR:PRODUCT:SERIAL`. */
export const spdmOid = {
  responder: '1.3.6.1.4.1.412.274.3',
  requester: '1.3.6.1.4.1.412.274.4',
  deviceName: '1.3.6.1.4.1.412.274.1',
} as const;

export const findExtension = (extensions: readonly Extension[], oid: string): Extension | undefined =>
  extensions.find((extension) => extension.oid === oid);

/** Object identifiers that occur more than once, which RFC 5280, section 4.2, forbids. */
export function repeatedExtensions(extensions: readonly Extension[]): readonly string[] {
  const oids = extensions.map(({ oid }) => oid);
  return [...new Set(oids.filter((oid, k) => oids.indexOf(oid) !== k))];
}

export interface BasicConstraints {
  readonly ca: boolean;
  /** How many issuers may stand between this certificate and a leaf; absent for no limit. */
  readonly pathLength?: number;
}

/** Undefined where the value is not what it should be. */
export function basicConstraintsOf({ value }: Extension): BasicConstraints | undefined {
  const der = decodeDer(value);
  if (der?.tag !== 'SEQUENCE') return undefined;
  const [first] = der.parts;
  const length = der.parts.find(({ tag }) => tag === 'INTEGER')?.content;
  const ca = first?.boolean === true;
  return length === undefined ? { ca } : { ca, pathLength: length.reduce((n, byte) => n * 0x100 + byte, 0) };
}

/** KeyUsage bits, numbered as in RFC 5280, section 4.2.1.3. */
const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
] as const;
export type KeyUsage = (typeof KEY_USAGES)[number];

/** Undefined where the value is not what it should be. */
export function keyUsageOf({ value }: Extension): readonly KeyUsage[] | undefined {
  const bits = decodeDer(value)?.bits;
  return bits && KEY_USAGES.filter((_, k) => ((bits[k >> 3] ?? 0) & (0x80 >> (k & 7))) !== 0);
}

/** Object identifiers of the purposes; undefined where the value is not what it should be. */
export function purposesOf({ value }: Extension): readonly string[] | undefined {
  const der = decodeDer(value);
  return der?.tag === 'SEQUENCE' ? der.parts.map(({ oid }) => oid ?? '?') : undefined;
}

export interface OtherName {
  readonly oid: string;
  /** The value as encoded, inside its [0] EXPLICIT. */
  readonly value: Uint8Array;
  readonly text?: string;
}

/** The other names among the alternative names; undefined where the value is not what it should be. */
export function otherNamesOf({ value }: Extension): readonly OtherName[] | undefined {
  const der = decodeDer(value);
  if (der?.tag !== 'SEQUENCE') return undefined;
  return der.parts.flatMap(({ tag, parts: [id, wrapper] }) => {
    const inner = wrapper?.parts[0];
    if (tag !== '[0]' || id?.oid === undefined || inner === undefined) return [];
    return [{ oid: id.oid, value: inner.whole, ...(inner.text === undefined ? {} : { text: inner.text }) }];
  });
}
