/**
 * What a certificate chain is once its certificates are read: the order root first, and the links between names that
 * every form must have (RFC 5280, section 6.1.3, name chaining only). Knows nothing of DER, PEM or SPDM, and verifies
 * no signature.
 */

import { concat, equalBytes, failed, type Parsed, parsed } from './bytes.ts';

/** The leaf key as RMI_PDEV_SET_PUBKEY takes it: the EC point uncompressed, the RSA modulus without leading zeros. */
export interface PublicKey {
  readonly algorithm: 'ECDSA_P256' | 'ECDSA_P384' | 'RSASSA_3072' | 'UNSUPPORTED';
  readonly key: Uint8Array;
}

export interface Certificate {
  readonly der: Uint8Array;
  /** Printable, in the order of the encoding: `CN=…`. */
  readonly subject: string;
  readonly issuer: string;
  readonly publicKey: PublicKey;
}

export interface CertificateChain {
  readonly form: 'SPDM' | 'DER' | 'PEM';
  /** Root first, leaf last, never empty. */
  readonly certificates: readonly [Certificate, ...Certificate[]];
  /** The certificates one after the other, root first. */
  readonly chainBytes: Uint8Array;
}

/** Names are compared as encoded, as the kernel compares them; printing could make different names look equal. */
export interface NamedCertificate extends Certificate {
  /** Where it began in the input, for messages. */
  readonly offset: number;
  readonly subjectDer: Uint8Array;
  readonly issuerDer: Uint8Array;
}

/** Whether a certificate names itself as its issuer; whether it signed itself is another question. */
export const isSelfIssued = (c: NamedCertificate): boolean => equalBytes(c.subjectDer, c.issuerDer);

/**
 * PEM files come leaf first, root first or mixed: starts at the one certificate that is first, by default the one that is
 * its own issuer, and follows the issuers.
 */
export function rootFirst<C extends NamedCertificate>(
  certificates: readonly C[],
  isFirst: (certificate: C) => boolean = isSelfIssued,
): Parsed<readonly C[]> {
  const left = new Set(certificates);
  const ordered: C[] = [];
  let candidates = certificates.filter(isFirst);
  while (left.size > 0) {
    const [next, rival] = candidates;
    if (next === undefined) {
      const wanted = ordered.at(-1)?.subject;
      return failed(
        0,
        `expected a certificate ${wanted ? `issued by ${wanted}` : 'that is its own issuer'}, found none`,
      );
    }
    if (rival !== undefined) {
      return failed(0, `expected one chain, found two certificates issued by ${next.issuer}`);
    }
    ordered.push(next);
    left.delete(next);
    candidates = [...left].filter((c) => equalBytes(c.issuerDer, next.subjectDer));
  }
  return parsed(ordered);
}

/** The links every form must have. */
export function linked(
  form: CertificateChain['form'],
  found: readonly NamedCertificate[],
): Parsed<CertificateChain> {
  const [root, ...others] = found;
  if (root === undefined) {
    return failed(0, 'expected at least one certificate, found none');
  }
  let previous = root;
  for (const current of [root, ...others]) {
    if (!equalBytes(current.issuerDer, previous.subjectDer)) {
      const wanted =
        current === root ? 'a root that is its own issuer' : `a certificate issued by ${previous.subject}`;
      return failed(
        current.offset,
        `expected ${wanted}, found ${current.subject} issued by ${current.issuer}`,
      );
    }
    previous = current;
  }
  const plain = ({ der, subject, issuer, publicKey }: NamedCertificate) => ({
    der,
    subject,
    issuer,
    publicKey,
  });
  const certificates = [plain(root), ...others.map(plain)] as const;
  return parsed({ form, certificates, chainBytes: concat(...certificates.map((c) => c.der)) });
}
