/**
 * The octets that our example device, and another device of its vendor, put into the world: certificate chain, VCA
 * transcript, measurements and interface report, and what becomes of them when the host reconfigures the device,
 * replays, flips a bit or cuts. Layouts are DSP0274 1.2 and TDISP; the values are ours. Measurement signatures are
 * placeholders, since nothing here verifies signatures and private keys are not kept.
 */

import { concat, fromHex, littleEndian } from './bytes.ts';
import { type CertificateChain, parseCertificateChain, spdmChainObject } from './certificate-chain.ts';
import { digestBytes } from './digest.ts';
import {
  encodeInterfaceReport,
  type InterfaceReport,
  mmioRange,
  rangeAttribute,
  rangeOffset,
} from './interface-report.ts';
import { encodeMeasurements, type MeasurementBlock, type Measurements } from './measurements.ts';
import { flipped, lastOffsetOf, truncated } from './variants.ts';
import { encodeVca, responderFlag, type Vca } from './vca.ts';

/** The four objects a realm can read about its device (RHI object types). */
export type EvidenceObject = 'CERTIFICATE' | 'VCA' | 'MEASUREMENTS' | 'INTERFACE_REPORT';

/**
 * GENUINE: what the device says. ALTERED: the same device, reconfigured or reflashed while unlocked. OTHER_DEVICE: the
 * other device's. STALE: as genuine, from an earlier request. TAMPERED: genuine but for one bit. TRUNCATED: genuine
 * without its last 16 bytes.
 */
export type EvidenceId = 'GENUINE' | 'ALTERED' | 'OTHER_DEVICE' | 'STALE' | 'TAMPERED' | 'TRUNCATED';

/** The octets of one object, by where they come from; what makes no sense for an object is absent. */
export type Variants = Readonly<Partial<Record<EvidenceId, Uint8Array>>> & { readonly GENUINE: Uint8Array };

/** Reads one of the chains we carry. */
export function carriedChain(hexadecimal: string): CertificateChain {
  const bytes = fromHex(hexadecimal);
  const chain = bytes.ok ? parseCertificateChain(bytes.value) : bytes;
  if (!chain.ok) {
    throw new Error(
      `A generated chain must parse, but ${chain.reason}; run npx tsx scripts/make-certificates.ts`,
    );
  }
  return chain.value;
}

/** Chains as SPDM chain objects. TAMPERED has another leaf key: the bit is in the last octet of the leaf's key. */
export function certificateVariants(chain: CertificateChain, other: CertificateChain): Variants {
  const genuine = spdmChainObject(chain, 'SHA-384');
  const { key } = (chain.certificates.at(-1) ?? chain.certificates[0]).publicKey;
  return {
    GENUINE: genuine,
    OTHER_DEVICE: spdmChainObject(other, 'SHA-384'),
    TAMPERED: flipped(genuine, lastOffsetOf(genuine, key) + key.length - 1, 1),
    TRUNCATED: cut(genuine),
  };
}

/** What the session with our device is negotiated to. */
export const expectedVca: Vca = {
  versions: ['1.1', '1.2'],
  version: '1.2',
  requesterFlags: responderFlag.CERT | responderFlag.ENCRYPT | responderFlag.MAC | responderFlag.KEY_EX,
  responderFlags: Object.values(responderFlag).reduce((flags, flag) => flags | flag, 0),
  baseHash: 'SHA-384',
  baseSignature: 'ECDSA_P384',
};

/** The other device cannot measure afresh. TAMPERED hides that ours can be challenged. */
export function vcaVariants(): Variants {
  const genuine = encodeVca(expectedVca);
  const flagsAt = lastOffsetOf(genuine, littleEndian(expectedVca.responderFlags, 4));
  const { responderFlags } = expectedVca;
  return {
    GENUINE: genuine,
    OTHER_DEVICE: encodeVca({ ...expectedVca, responderFlags: responderFlags & ~responderFlag.MEAS_FRESH }),
    TAMPERED: flipped(genuine, flagsAt, responderFlag.CHAL),
    TRUNCATED: cut(genuine),
  };
}

/** The reference values of our device: boot ROM, firmware, configuration, and the firmware's version as it is. */
export const expectedBlocks: readonly MeasurementBlock[] = blocksWith('example device firmware 1.0');

/** The other device, and ours once reflashed, run other firmware. TAMPERED has one bit of its measurement flipped. */
export function measurementVariants(): Variants {
  const genuine = measurements(expectedBlocks, 'second request');
  const firmware = expectedBlocks[1]!.value;
  return {
    GENUINE: genuine,
    ALTERED: measurements(blocksWith('example device firmware, reflashed by the host'), 'third request'),
    OTHER_DEVICE: measurements(blocksWith('other device firmware 1.0'), 'other device'),
    STALE: measurements(expectedBlocks, 'first request'),
    TAMPERED: flipped(genuine, lastOffsetOf(genuine, firmware) + firmware.length - 1, 1),
    TRUNCATED: cut(genuine),
  };
}

/** BAR 0 of the locked interface: two pages for the realm, and the MSI-X table, which the guest leaves shared. */
export const expectedReport: InterfaceReport = reportFrom(0x100n, 0x108n);

/** ALTERED moves the two pages by one. TAMPERED moves them by four: the bit is in the first page number. */
export function reportVariants(): Variants {
  const genuine = encodeInterfaceReport(expectedReport);
  return {
    GENUINE: genuine,
    ALTERED: encodeInterfaceReport(reportFrom(0x101n, 0x108n)),
    OTHER_DEVICE: encodeInterfaceReport(reportFrom(0x200n, 0x208n)),
    TAMPERED: flipped(genuine, rangeOffset(0), 0x4),
    TRUNCATED: cut(genuine),
  };
}

const cut = (bytes: Uint8Array) => truncated(bytes, 16);

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** SHA-384 of a text, as octets: a value that looks like a measurement. */
function measured(text: string): Uint8Array {
  return digestBytes('SHA-384', utf8(text));
}

function blocksWith(firmware: string): readonly MeasurementBlock[] {
  return [
    { index: 1, type: 0, raw: false, value: measured('example device boot ROM') },
    { index: 2, type: 1, raw: false, value: measured(firmware) },
    { index: 3, type: 3, raw: false, value: measured('example device configuration') },
    { index: 4, type: 6, raw: true, value: utf8('1.0') },
  ];
}

/** As the guest asks at lock: signed, raw, all blocks, requester nonce zero. */
function measurements(blocks: readonly MeasurementBlock[], occasion: string): Uint8Array {
  const unsigned: Measurements = {
    version: '1.2',
    request: { attributes: 3, operation: 0xff, signed: { nonce: new Uint8Array(32), slot: 0 } },
    param1: 0,
    param2: 0,
    blocks,
    nonce: digestBytes('SHA-256', utf8(occasion)),
    opaque: new Uint8Array(0),
    signature: new Uint8Array(0),
  };
  const halfSignature = digestBytes('SHA-384', encodeMeasurements(unsigned));
  return encodeMeasurements({ ...unsigned, signature: concat(halfSignature, halfSignature) });
}

function reportFrom(firstPage: bigint, msixPage: bigint): InterfaceReport {
  return {
    interfaceInfo: 0x0003,
    reserved: 0,
    msixControl: 0x8003,
    lnrControl: 0,
    tphControl: 0,
    ranges: [mmioRange(firstPage, 2, 0), mmioRange(msixPage, 1, rangeAttribute.msixTable)],
    deviceSpecific: new Uint8Array(0),
  };
}
