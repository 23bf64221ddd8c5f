/**
 * All evidence a world can hold, as real octets with their digests. States carry only (object, id); the digest the RMM
 * computes, the judgement of the relying party and the pages a report maps all follow from the octets found here. With
 * a real device's chain, the certificates and keys are that device's and the rest stays as it is.
 */

import { type Bar, type TeeRange, teeRanges } from '../guest/mmio/tee-ranges.ts';
import { concat, failed, type Parsed, parsed } from './bytes.ts';
import type { CertificateChain, PublicKey } from './certificate-chain.ts';
import {
  carriedChain,
  certificateVariants,
  type EvidenceId,
  type EvidenceObject,
  expectedBlocks,
  expectedReport,
  expectedVca,
  measurementVariants,
  reportVariants,
  type Variants,
  vcaVariants,
} from './device-evidence.ts';
import { digest } from './digest.ts';
import { GENUINE_CHAIN } from './genuine-chain.ts';
import { PAGE_SIZE, parseInterfaceReport } from './interface-report.ts';
import { approves } from './judgement.ts';
import { OTHER_CHAIN } from './other-chain.ts';

export type { EvidenceId, EvidenceObject } from './device-evidence.ts';

export interface Evidence {
  readonly object: EvidenceObject;
  readonly id: EvidenceId;
  readonly bytes: Uint8Array;
  /** SHA-256, the algorithm the host always asks for at RMI_PDEV_CREATE. */
  readonly digest: string;
}

/** Page numbers: behind guest page `ipa` the report puts device page `pa`. */
export interface PagePair {
  readonly ipa: number;
  readonly pa: number;
}

export interface Catalogue {
  entry(object: EvidenceObject, id: EvidenceId): Evidence | undefined;
  /** The ids an object has, in a fixed order, GENUINE first. */
  ids(object: EvidenceObject): readonly EvidenceId[];
  /** SHA-256 of the root certificate the relying party trusts. */
  readonly anchor: string;
  /** The relying party's own judgement, from the octets (judgement.ts); false for an entry that is not there. */
  approved(object: EvidenceObject, id: EvidenceId): boolean;
  /** The page pairs a guest would validate for that interface report, BAR 0 being 16 pages at IPA page 0. */
  pages(id: EvidenceId): Parsed<readonly PagePair[]>;
  /** The keys a host could hand to RMI_PDEV_SET_PUBKEY: the device's, that of its issuer, the other device's. */
  readonly deviceKeys: {
    readonly leaf: PublicKey;
    readonly intermediate: PublicKey;
    readonly other: PublicKey;
  };
  /** SHA-256 over all octets in the order of objects and ids; trace files carry it. */
  readonly hash: string;
}

const objects: readonly EvidenceObject[] = ['CERTIFICATE', 'VCA', 'MEASUREMENTS', 'INTERFACE_REPORT'];

const bar0: Bar = { id: 0, start: 0n, size: BigInt(16 * PAGE_SIZE) };

/** The catalogue for a device with this certificate chain; without one, for our example device. */
export function makeCatalogue(chain: CertificateChain = carriedChain(GENUINE_CHAIN)): Catalogue {
  const other = carriedChain(OTHER_CHAIN);
  const variants: Readonly<Record<EvidenceObject, Variants>> = {
    CERTIFICATE: certificateVariants(chain, other),
    VCA: vcaVariants(),
    MEASUREMENTS: measurementVariants(),
    INTERFACE_REPORT: reportVariants(),
  };
  const anchor = digest('SHA-256', chain.certificates[0].der);
  const leaf = leafOf(chain);
  const expected = { anchor, leaf, vca: expectedVca, blocks: expectedBlocks, ranges: expectedReport.ranges };
  const all = objects.flatMap((object) => evidenceOf(object, variants[object]));
  const entries = new Map(all.map((evidence) => [`${evidence.object} ${evidence.id}`, evidence]));
  // The model asks in every state, and the answers never change.
  const good = new Set(all.filter(({ object, bytes }) => approves(expected, object, bytes)));
  const entry = (object: EvidenceObject, id: EvidenceId) => entries.get(`${object} ${id}`);

  return {
    entry,
    ids: (object) => all.filter((evidence) => evidence.object === object).map(({ id }) => id),
    anchor,
    approved: (object, id) => {
      const evidence = entry(object, id);
      return evidence !== undefined && good.has(evidence);
    },
    pages: (id) => {
      const report = entry('INTERFACE_REPORT', id);
      return report
        ? pagesOf(report.bytes)
        : failed(0, `expected an interface report, there is none that is ${id}`);
    },
    deviceKeys: {
      leaf: leaf.publicKey,
      intermediate: (chain.certificates.at(-2) ?? leaf).publicKey,
      other: leafOf(other).publicKey,
    },
    hash: digest('SHA-256', concat(...all.map(({ bytes }) => bytes))),
  };
}

const leafOf = (chain: CertificateChain) => chain.certificates.at(-1) ?? chain.certificates[0];

function evidenceOf(object: EvidenceObject, variants: Variants): readonly Evidence[] {
  return (Object.entries(variants) as [EvidenceId, Uint8Array][]).map(([id, bytes]) => ({
    object,
    id,
    bytes,
    digest: digest('SHA-256', bytes),
  }));
}

function pagesOf(bytes: Uint8Array): Parsed<readonly PagePair[]> {
  const report = parseInterfaceReport(bytes);
  const ranges = report.ok ? teeRanges(report.value, [bar0]) : report;
  return ranges.ok ? parsed(ranges.value.flatMap(pagePairs)) : ranges;
}

function pagePairs({ ipa, pa, pages }: TeeRange): readonly PagePair[] {
  const [firstIpa, firstPa] = [ipa, pa].map((address) => Number(address / BigInt(PAGE_SIZE))) as [
    number,
    number,
  ];
  return Array.from({ length: pages }, (_, i) => ({ ipa: firstIpa + i, pa: firstPa + i }));
}
