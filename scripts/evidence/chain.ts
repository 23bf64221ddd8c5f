/**
 * Judges certificates as the chain of an SPDM responder: links, signatures, what each certificate may be used for, and the
 * trust anchor (RFC 5280, section 6.1; DSP0274, certificate requirements). Signatures are verified by Node's X509Certificate;
 * names and extensions are the model's reading. Revocation, name constraints and policies are left out.
 */

import { type KeyObject, X509Certificate } from 'node:crypto';
import { equalBytes, toHex } from '../../model/evidence/bytes.ts';
import type { FullCertificate } from '../../model/evidence/certificate.ts';
import type { Certificates } from '../../model/evidence/certificate-chain.ts';
import { isSelfIssued, rootFirst } from '../../model/evidence/chain-links.ts';
import { digest } from '../../model/evidence/digest.ts';
import {
  basicConstraintsOf,
  extensionOid,
  findExtension,
  keyUsageOf,
  otherNamesOf,
  repeatedExtensions,
} from '../../model/evidence/extensions.ts';
import { bad, either, type Finding, good, type Judged, note } from './finding.ts';
import { KEY_NAMES, leafFindings } from './leaf.ts';

export interface ChainQuestions {
  /** Certificates that are trusted beforehand. */
  readonly anchors?: readonly FullCertificate[];
  /** When every certificate has to be valid. */
  readonly at?: Date;
}

/** Judges the certificates of a file. */
export function judgeChain(certificates: Certificates, questions: ChainQuestions): Judged {
  const { order, findings } = ordered(certificates);
  const anchorAlone = order.length === 1 && isSelfIssued(order[0]!) && isAuthority(order[0]!);
  const leaf = order.at(-1)!;
  const kind = order.length === 1 ? 'certificate' : `chain of ${order.length} certificates`;
  return {
    title: `${anchorAlone ? 'root certificate' : kind}, ${certificates.form}`,
    table: order.map(row),
    findings: [
      ...findings,
      ...headerFindings(certificates, order[0]!, questions.anchors),
      ...signatureFindings(order),
      ...order.flatMap(repeats),
      ...order.flatMap(unknownCritical),
      ...authorityFindings(anchorAlone ? order : order.slice(0, -1)),
      ...(keyOf(leaf) === undefined ? [bad(`the key of ${short(leaf)} is none that OpenSSL can read`)] : []),
      ...(anchorAlone ? [note('a root alone: no device is named')] : leafFindings(leaf)),
      ...validityFindings(order, questions.at),
      ...anchorFindings(order[0]!, questions.anchors),
    ],
    data: { form: certificates.form, certificates: order.map(dataOf) },
  };
}

/** The leaf's key, for Node to verify with; undefined where Node cannot read it. */
export const leafKey = (certificates: Certificates): KeyObject | undefined =>
  keyOf(ordered(certificates).order.at(-1)!);

/** A certificate can be read whose key cannot, such as a point that is not on its curve. */
function keyOf(certificate: FullCertificate): KeyObject | undefined {
  try {
    return x509(certificate)?.publicKey;
  } catch {
    return undefined;
  }
}

function ordered({ form, found }: Certificates): {
  readonly order: readonly FullCertificate[];
  readonly findings: readonly Finding[];
} {
  const isFirst = (c: FullCertificate): boolean =>
    isSelfIssued(c) || !found.some((other) => other !== c && equalBytes(other.subjectDer, c.issuerDer));
  const result = rootFirst(found, isFirst);
  if (!result.ok) return { order: found, findings: [bad(`the names do not form a chain: ${result.reason}`)] };
  const asFound = result.value.every((c, k) => c === found[k]);
  const [first] = result.value;
  const names = found.length === 1 ? [] : [good('every certificate names the one before as its issuer')];
  if (form === 'SPDM' && !asFound)
    return {
      order: result.value,
      findings: [...names, bad('expected the root first (DSP0274), found it later')],
    };
  const order = asFound
    ? []
    : [note(`in the file ${found[0] === result.value.at(-1) ? 'leaf first' : 'in another order'}`)];
  return { order: result.value, findings: first === undefined ? [] : [...names, ...order] };
}

/** The root itself may be left out of an SPDM chain (DSP0274, certificate chain format): then the header alone names it. */
function headerFindings(
  { rootHash }: Certificates,
  first: FullCertificate,
  anchors: readonly FullCertificate[] | undefined,
): readonly Finding[] {
  if (rootHash === undefined) return [];
  const name = `${rootHash.algorithm} digest of the root`;
  if (rootHash.matches) return [good(`the header has the ${name}`)];
  const other = bad(`expected the ${name} in the header, found other bytes`);
  if (isSelfIssued(first)) return [other];
  if (anchors === undefined)
    return [note(`the root that the header names by its digest is not in the chain (--root FILE)`)];
  return anchors.some(({ der }) => digest(rootHash.algorithm, der) === rootHash.digest)
    ? [good(`the header has the ${name}, which is the trust anchor`)]
    : [other];
}

function x509({ der }: FullCertificate): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
}

/** Whether `issuer` signed `certificate`. Keys and signatures that OpenSSL cannot read have signed nothing. */
function signed(issuer: FullCertificate, certificate: FullCertificate): boolean {
  const [by, what] = [x509(issuer), x509(certificate)];
  try {
    return by !== undefined && what?.verify(by.publicKey) === true;
  } catch {
    return false;
  }
}

function signatureFindings(order: readonly FullCertificate[]): readonly Finding[] {
  const wrong = order.filter((c, k) =>
    k === 0 ? isSelfIssued(c) && !signed(c, c) : !signed(order[k - 1]!, c),
  );
  if (wrong.length > 0)
    return wrong.map((c) =>
      bad(`the signature on ${short(c)} is not by ${isSelfIssued(c) ? 'itself' : c.issuer}`),
    );
  const checked = order.length - (isSelfIssued(order[0]!) ? 0 : 1);
  return checked === 0
    ? []
    : [good(checked === 1 ? 'the signature verifies' : `all ${checked} signatures verify`)];
}

const repeats = (c: FullCertificate): readonly Finding[] =>
  repeatedExtensions(c.extensions).map((oid) =>
    bad(`${short(c)} has extension ${nameOf(oid)} more than once`),
  );

/** Extensions that are read here, or that say only which key is whose (RFC 5280, section 4.2.1.1 and 4.2.1.2). */
const KNOWN: readonly string[] = [...Object.values(extensionOid), '2.5.29.14', '2.5.29.35'];

/** RFC 5280, section 4.2: a critical extension that is not understood makes a certificate unusable. */
const unknownCritical = (c: FullCertificate): readonly Finding[] =>
  c.extensions
    .filter(({ oid, critical }) => critical && !KNOWN.includes(oid))
    .map(({ oid }) => bad(`${short(c)} has extension ${oid}, which is critical and not understood here`));

const isAuthority = ({ extensions }: FullCertificate): boolean => {
  const extension = findExtension(extensions, extensionOid.basicConstraints);
  return extension !== undefined && basicConstraintsOf(extension)?.ca === true;
};

function authorityFindings(issuers: readonly FullCertificate[]): readonly Finding[] {
  const wrong = issuers.flatMap((c, k) => {
    const constraints = findExtension(c.extensions, extensionOid.basicConstraints);
    const usage = findExtension(c.extensions, extensionOid.keyUsage);
    const { pathLength = Infinity } = (constraints && basicConstraintsOf(constraints)) ?? {};
    const below = issuers.length - 1 - k;
    return [
      ...(isAuthority(c) ? [] : [bad(`${short(c)} issues a certificate and is no CA`)]),
      ...(usage !== undefined && !keyUsageOf(usage)?.includes('keyCertSign')
        ? [bad(`${short(c)} issues a certificate without the key usage keyCertSign`)]
        : []),
      ...(below > pathLength ? [bad(`${short(c)} allows ${pathLength} CAs below it, found ${below}`)] : []),
    ];
  });
  return wrong.length > 0 || issuers.length === 0 ? wrong : [good('every issuer is a CA')];
}

function validityFindings(order: readonly FullCertificate[], at: Date | undefined): readonly Finding[] {
  const periods = order.map((c) => ({ c, ...periodOf(c) }));
  const latest = periods
    .map(({ from }) => from)
    .sort()
    .at(-1)!;
  const earliest = periods.map(({ to }) => to).sort()[0]!;
  if (at === undefined) return [note(`all valid from ${latest} to ${earliest}, not judged (--at TIME)`)];
  const now = seconds(at);
  const wrong = periods.filter(({ from, to }) => now < from || now > to);
  return wrong.length === 0
    ? [good(`all valid at ${now}`)]
    : wrong.map(({ c, from, to }) => bad(`${short(c)} is valid from ${from} to ${to}, not at ${now}`));
}

/** ISO 8601 to the second, as certificates have it; sorts as text. */
const seconds = (time: Date): string => time.toISOString().replace(/\.\d+/, '');

function periodOf(c: FullCertificate): { readonly from: string; readonly to: string } {
  const read = x509(c);
  const iso = (text: string | undefined): string => {
    const time = new Date(text ?? '');
    return Number.isNaN(time.getTime()) ? '?' : seconds(time);
  };
  return { from: iso(read?.validFrom), to: iso(read?.validTo) };
}

function anchorFindings(
  first: FullCertificate,
  anchors: readonly FullCertificate[] | undefined,
): readonly Finding[] {
  if (anchors === undefined)
    return isSelfIssued(first)
      ? [
          note(
            `the root is trusted by nobody here (--root FILE); its SHA-256 is ${digest('SHA-256', first.der)}`,
          ),
        ]
      : [note(`${short(first)} was issued by ${first.issuer}, which is not in the file (--root FILE)`)];
  if (anchors.some(({ der }) => equalBytes(der, first.der))) return [good('the root is the trust anchor')];
  const issuer = anchors.find(
    (anchor) => equalBytes(anchor.subjectDer, first.issuerDer) && signed(anchor, first),
  );
  return [
    either(
      issuer !== undefined,
      `${short(first)} is signed by the trust anchor`,
      `neither is ${short(first)} the trust anchor nor is it signed by it`,
    ),
  ];
}

/** RFC 5758, section 3.2, and RFC 8017, appendix A.2.4. */
const signatureNames: Readonly<Record<string, string>> = {
  '1.2.840.10045.4.3.2': 'ecdsa-with-SHA256',
  '1.2.840.10045.4.3.3': 'ecdsa-with-SHA384',
  '1.2.840.10045.4.3.4': 'ecdsa-with-SHA512',
  '1.2.840.113549.1.1.11': 'sha256WithRSAEncryption',
  '1.2.840.113549.1.1.12': 'sha384WithRSAEncryption',
  '1.2.840.113549.1.1.13': 'sha512WithRSAEncryption',
};

const nameOf = (oid: string): string =>
  Object.entries(extensionOid).find(([, value]) => value === oid)?.[0] ?? oid;
const commonName = (name: string): string => /CN=[^,]*/.exec(name)?.[0] ?? name;
const short = ({ subject }: FullCertificate): string => commonName(subject);
const row = (c: FullCertificate): readonly string[] => [
  commonName(c.subject),
  KEY_NAMES[c.publicKey.algorithm],
  signatureNames[c.signatureAlgorithm] ?? c.signatureAlgorithm,
  `${c.der.length} bytes`,
];

const dataOf = (c: FullCertificate): Readonly<Record<string, unknown>> => {
  const alternative = findExtension(c.extensions, extensionOid.subjectAltName);
  return {
    subject: c.subject,
    issuer: c.issuer,
    size: c.der.length,
    sha256: digest('SHA-256', c.der),
    key: { algorithm: c.publicKey.algorithm, bytes: toHex(c.publicKey.key) },
    signatureAlgorithm: signatureNames[c.signatureAlgorithm] ?? c.signatureAlgorithm,
    valid: periodOf(c),
    extensions: c.extensions.map(({ oid, critical, value }) => ({ oid, critical, value: toHex(value) })),
    otherNames: ((alternative && otherNamesOf(alternative)) ?? []).map(({ oid, value, text }) => ({
      oid,
      value: toHex(value),
      text,
    })),
  };
};
