/**
 * The relying party's own judgement of evidence, between lock and accept (lore 2026-03-02, PCI/TSM v2: the kernel
 * leaves it to user space). It reads the octets and compares them with what it expects of the one device it wants.
 * Freshness is not judged here: that is what the nonces of RSI_VDEV_GET_INFO are for. No signature is verified; the
 * expected leaf key stands in for the certificate signatures, the expected values for that of the measurements.
 */

import { equalBytes } from './bytes.ts';
import { type Certificate, parseCertificateChain } from './certificate-chain.ts';
import type { EvidenceObject } from './device-evidence.ts';
import { digest } from './digest.ts';
import { type MmioRange, parseInterfaceReport } from './interface-report.ts';
import { type MeasurementBlock, parseMeasurements } from './measurements.ts';
import { parseVca, type Vca } from './vca.ts';

/** What the relying party knows beforehand. */
export interface Expectation {
  /** SHA-256 of the trusted root certificate. */
  readonly anchor: string;
  readonly leaf: Certificate;
  readonly vca: Vca;
  readonly blocks: readonly MeasurementBlock[];
  readonly ranges: readonly MmioRange[];
}

/** Whether these octets are an `object` that the relying party would accept. */
export function approves(expected: Expectation, object: EvidenceObject, bytes: Uint8Array): boolean {
  switch (object) {
    case 'CERTIFICATE':
      return approvesChain(expected, bytes);
    case 'VCA':
      return approvesVca(expected, bytes);
    case 'MEASUREMENTS':
      return approvesMeasurements(expected, bytes);
    case 'INTERFACE_REPORT':
      return approvesReport(expected, bytes);
  }
}

/** The chain ends at the anchor, and its leaf is the expected device with the expected key. */
function approvesChain({ anchor, leaf }: Expectation, bytes: Uint8Array): boolean {
  const chain = parseCertificateChain(bytes);
  if (!chain.ok) {
    return false;
  }
  const [root] = chain.value.certificates;
  const found = chain.value.certificates.at(-1) ?? root;
  return (
    digest('SHA-256', root.der) === anchor &&
    found.subject === leaf.subject &&
    equalBytes(found.publicKey.key, leaf.publicKey.key)
  );
}

/** Version, algorithms and the device's capabilities are those expected; what else the host offered does not matter. */
function approvesVca({ vca }: Expectation, bytes: Uint8Array): boolean {
  const found = parseVca(bytes);
  return (
    found.ok &&
    found.value.version === vca.version &&
    found.value.responderFlags === vca.responderFlags &&
    found.value.baseHash === vca.baseHash &&
    found.value.baseSignature === vca.baseSignature
  );
}

/** Exactly the reference values, block by block. */
function approvesMeasurements({ blocks }: Expectation, bytes: Uint8Array): boolean {
  const found = parseMeasurements(bytes);
  const same = (a: MeasurementBlock, b: MeasurementBlock) =>
    a.index === b.index && a.type === b.type && a.raw === b.raw && equalBytes(a.value, b.value);
  return found.ok && sameInOrder(found.value.blocks, blocks, same);
}

/** Exactly the expected ranges, in order (the order is part of the contract: PCIe 6.0, section 11.5.2). */
function approvesReport({ ranges }: Expectation, bytes: Uint8Array): boolean {
  const found = parseInterfaceReport(bytes);
  const same = (a: MmioRange, b: MmioRange) =>
    a.firstPage === b.firstPage && a.pages === b.pages && a.attributes === b.attributes;
  return found.ok && sameInOrder(found.value.ranges, ranges, same);
}

function sameInOrder<T>(found: readonly T[], wanted: readonly T[], same: (a: T, b: T) => boolean): boolean {
  return found.length === wanted.length && found.every((item, i) => same(item, wanted[i]!));
}
