/**
 * Judges the leaf of a chain: that it may sign as an SPDM responder, that the RMM can be given its key, and what device it
 * names (RFC 5280, section 4.2.1; DSP0274, certificate requirements; DEN0137, RmiSignatureAlgorithm).
 */

import { toHex } from '../../model/evidence/bytes.ts';
import type { FullCertificate } from '../../model/evidence/certificate.ts';
import {
  basicConstraintsOf,
  extensionOid,
  findExtension,
  keyUsageOf,
  otherNamesOf,
  purposesOf,
  spdmOid,
} from '../../model/evidence/extensions.ts';
import { bad, either, type Finding, good, note } from './finding.ts';

export const KEY_NAMES = {
  ECDSA_P256: 'ECDSA P-256',
  ECDSA_P384: 'ECDSA P-384',
  RSASSA_3072: 'RSA-3072',
  UNSUPPORTED: 'another key',
} as const;

/** What can be said of a leaf by itself. */
export function leafFindings(leaf: FullCertificate): readonly Finding[] {
  const of = (oid: string) => findExtension(leaf.extensions, oid);
  const [constraints, usage, extended] = [
    of(extensionOid.basicConstraints),
    of(extensionOid.keyUsage),
    of(extensionOid.extendedKeyUsage),
  ];
  const usages = usage && keyUsageOf(usage);
  const { algorithm, key } = leaf.publicKey;
  return [
    constraints === undefined
      ? note('the leaf has no basicConstraints, which makes it no CA; SPDM 1.3 wants them')
      : either(basicConstraintsOf(constraints)?.ca === false, 'the leaf is no CA', 'the leaf is a CA'),
    usage === undefined
      ? note('the leaf has no keyUsage')
      : either(
          usages?.includes('digitalSignature') === true,
          'the leaf may sign',
          'the leaf may not sign: expected the key usage digitalSignature',
        ),
    purposeFinding(extended && (purposesOf(extended) ?? [])),
    algorithm === 'UNSUPPORTED'
      ? bad('the leaf key is none of ECDSA P-256, ECDSA P-384 and RSA-3072, which RMI_PDEV_SET_PUBKEY takes')
      : good(`the leaf key is ${KEY_NAMES[algorithm]}, ${key.length} bytes for RMI_PDEV_SET_PUBKEY`),
    ...nameFindings(leaf),
  ];
}

/** A responder's leaf is for responders, if it says what it is for in SPDM's own words (DSP0274). */
function purposeFinding(purposes: readonly string[] | undefined): Finding {
  if (purposes?.includes(spdmOid.responder)) return good('the leaf is for SPDM responders');
  return purposes?.includes(spdmOid.requester)
    ? bad('the leaf is for SPDM requesters alone, expected the purpose of responders')
    : note('the leaf does not say whether it is for SPDM responders');
}

function nameFindings(leaf: FullCertificate): readonly Finding[] {
  const alternative = findExtension(leaf.extensions, extensionOid.subjectAltName);
  if (alternative === undefined) return [note('the leaf has no SubjectAltName')];
  const names = otherNamesOf(alternative);
  if (names === undefined) return [bad('the SubjectAltName of the leaf is not DER')];
  return names.map(({ oid, text, value }) =>
    oid === spdmOid.deviceName
      ? note(`device ${text ?? '?'} (${toHex(value)})`)
      : note(`other name ${oid}: ${toHex(value)}`),
  );
}
