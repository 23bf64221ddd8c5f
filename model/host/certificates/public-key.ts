/**
 * pdev_set_public_key(): puts the device's key into struct rmi_public_key_params, as RMI_PDEV_SET_PUBKEY takes it (host
 * series, v3c-10 and v4c-08). An EC point goes out as it is, an RSA key as modulus and exponent without the zeros in front.
 * Hardened: a point has the size of its curve, and nothing is longer than its field.
 */

import { HARDENED } from '../../defect.ts';
import { keyOid, rsaNumbers, type SubjectKey, withoutLeadingZeros } from '../../evidence/certificate.ts';
import type { SignatureAlgorithm } from '../../evidence/vca.ts';
import { memoryFault, type Refusal, refuse } from '../errno.ts';
import type { HasCertificate } from './defects.ts';

export interface PublicKeyParams {
  readonly errno: '0';
  readonly algorithm: SignatureAlgorithm;
  readonly key: Uint8Array;
  /** The RSA exponent; nothing for EC. */
  readonly metadata: Uint8Array;
}

/** Size of each of the two fields (DEN0137, RmiPublicKeyParams), in bytes. */
export const FIELD_SIZE = 1024;
/** What v2 of the series copied; 385 is an RSA-3072 modulus with the zero in front that DER needs. */
const LITERAL = { ECDSA_P256: 65, ECDSA_P384: 97, RSASSA_3072: 385 } as const;
const MODULUS_SIZE = 384;
/** SEC 1, section 2.3.3. */
const UNCOMPRESSED = 4;
const POINT_SIZE = { ECDSA_P256: 65, ECDSA_P384: 97 } as const;

/** The parameters for a key. */
export function publicKeyParams(key: SubjectKey, has: HasCertificate = HARDENED): PublicKeyParams | Refusal {
  switch (key.type) {
    case keyOid.EC:
      return ecParams(key, has);
    case keyOid.RSA:
      return rsaParams(key.bits, has);
    default:
      return refuse('-EINVAL');
  }
}

function ecParams({ curve, bits }: SubjectKey, has: HasCertificate): PublicKeyParams | Refusal {
  if (curve !== keyOid.P256 && curve !== keyOid.P384) return refuse('-EINVAL');
  return params(curve === keyOid.P256 ? 'ECDSA_P256' : 'ECDSA_P384', bits, new Uint8Array(0), has);
}

function rsaParams(bits: Uint8Array, has: HasCertificate): PublicKeyParams | Refusal {
  const numbers = rsaNumbers(bits);
  if (numbers === undefined) return refuse('-EBADMSG');
  const modulus = withoutLeadingZeros(numbers.modulus);
  if (modulus.length !== MODULUS_SIZE && !has.has('rsa-size-not-asked')) return refuse('-EINVAL');
  return params('RSASSA_3072', modulus, withoutLeadingZeros(numbers.exponent), has, numbers.modulus);
}

/** `encoded` is the key before anything was taken off it. */
function params(
  algorithm: SignatureAlgorithm,
  key: Uint8Array,
  metadata: Uint8Array,
  has: HasCertificate,
  encoded = key,
): PublicKeyParams | Refusal {
  const fits = isKeyOf(algorithm, key) && metadata.length <= FIELD_SIZE;
  if (!fits && !has.has('key-copy-unbounded')) return refuse('-EINVAL');
  const literal = has.has('key-lengths-are-literals') ? LITERAL[algorithm] : undefined;
  if (literal !== undefined && encoded.length < literal)
    return memoryFault(`${literal} bytes are read of a key of ${encoded.length}`);
  const copied = literal === undefined ? key : encoded.slice(0, literal);
  const longest = Math.max(copied.length, metadata.length);
  if (longest > FIELD_SIZE) return memoryFault(`${longest} bytes are written to a field of ${FIELD_SIZE}`);
  return { errno: '0', algorithm, key: copied, metadata };
}

/** Of an RSA key the size has been asked; a point says by its first byte that it is one. */
const isKeyOf = (algorithm: SignatureAlgorithm, key: Uint8Array): boolean =>
  algorithm === 'RSASSA_3072'
    ? key.length <= FIELD_SIZE
    : key.length === POINT_SIZE[algorithm] && key[0] === UNCOMPRESSED;
